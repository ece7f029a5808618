using System.Collections.Immutable;

namespace Gateway.Core.GraphQl;

/// <summary>
/// Which operations a request asks for. What could be understood in two ways counts as unreadable, so whoever decides by a reading
/// decides what the upstream will do too.
/// </summary>
public sealed class GraphQlReading
{
    private GraphQlReading(ImmutableArray<GraphQlOperation> operations, bool isBatch, string? problem) =>
        (Operations, IsBatch, Problem) = (operations, isBatch, problem);

    /// <summary>The operations that run, in their order: one, or those of a batch. Empty if unreadable, or if nothing is asked for.</summary>
    public ImmutableArray<GraphQlOperation> Operations { get; }

    /// <summary>Whether they came as an array, which is answered by an array.</summary>
    public bool IsBatch { get; }

    /// <summary>Why the request cannot be read, a clause without any of its text; null if it was read.</summary>
    public string? Problem { get; }

    /// <summary>Whether it was read.</summary>
    public bool IsReadable => Problem is null;

    /// <summary>Whether it was read and only reads.</summary>
    public bool OnlyQueries => IsReadable && Operations.All(static operation => operation.Kind == GraphQlOperationKind.Query);

    /// <summary>
    /// How many root fields of mutations it holds at most, all operations of a batch together, skipped ones included. With more than
    /// one, the first may have been carried out when a later one fails. Zero if unreadable: ask <see cref="IsReadable"/> first.
    /// </summary>
    public int MutationFields => Operations.Sum(static operation => operation.Kind == GraphQlOperationKind.Mutation ? operation.Mentioned.Length : 0);

    internal static GraphQlReading Of(ImmutableArray<GraphQlOperation> operations, bool isBatch) => new(operations, isBatch, null);

    internal static GraphQlReading Unreadable(string problem) => new([], false, problem);
}
