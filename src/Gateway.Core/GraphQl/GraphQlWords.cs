using System.Collections.Immutable;
using System.Text;

namespace Gateway.Core.GraphQl;

/// <summary>
/// A quick look whether bytes may hold one of a few names, before anything is parsed. Names of GraphQL cannot be split or escaped
/// within a document, but what carries the document can escape them: JSON as <c>\u006c</c>, forms and query strings as <c>%6c</c>.
/// Both are undone, names are compared as <see cref="GraphQlName.Fold"/> does, and the zeros of wide characters are passed over; a name
/// that is found may still be harmless, one that is not found is not there. <see cref="GraphQlWordWatch"/> does the same piece by piece.
/// </summary>
public sealed class GraphQlWords
{
    private readonly ImmutableArray<byte[]> _words;

    /// <param name="words">Names in ASCII.</param>
    public GraphQlWords(params ReadOnlySpan<string> words)
    {
        var bytes = ImmutableArray.CreateBuilder<byte[]>(words.Length);
        foreach (var word in words)
        {
            bytes.Add(Encoding.ASCII.GetBytes(GraphQlName.Fold(word)));
        }

        _words = bytes.ToImmutable();
        Longest = _words.Max(word => word.Length);
    }

    /// <summary>Whether a request may hold a mutation, or name one that the server knows.</summary>
    public static GraphQlWords Mutation { get; } = new("mutation", "persistedQuery", "documentId");

    internal int Longest { get; }

    /// <summary>Whether one of the names may be in there.</summary>
    public bool MayBeIn(ReadOnlySpan<byte> text) => new GraphQlWordWatch(this).MayBeIn(text, isLast: true);

    /// <summary>Whether one of the names is in text that is unescaped and folded; one at its very end only if nothing follows.</summary>
    internal bool IsIn(ReadOnlySpan<byte> text, bool isLast)
    {
        foreach (var word in _words)
        {
            for (var rest = text; rest.IndexOf(word) is var found && found >= 0; rest = rest[(found + 1)..])
            {
                // A name goes on as long as letters and digits do: lastLoginAt is no login.
                var end = found + word.Length;
                if (end == rest.Length ? isLast : !char.IsAsciiLetterOrDigit((char)rest[end]))
                {
                    return true;
                }
            }
        }

        return false;
    }
}
