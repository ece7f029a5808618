using System.Diagnostics.CodeAnalysis;

namespace Gateway.Core.Stores;

/// <summary>What was in an envelope, or why that cannot be told.</summary>
/// <param name="Plaintext">The bytes; null if there is a problem.</param>
/// <param name="Problem">What is wrong and what a person can do.</param>
/// <param name="IsOfOtherKey">True if whoever has another key can read it.</param>
internal readonly record struct OpenedEnvelope(byte[]? Plaintext, string? Problem, bool IsOfOtherKey = false)
{
    [MemberNotNullWhen(true, nameof(Plaintext))]
    [MemberNotNullWhen(false, nameof(Problem))]
    public bool IsReadable => Plaintext is not null;
}
