using System.Collections.Immutable;

namespace Gateway.Core.Upstreams.Stx;

/// <summary>A root field of a login operation.</summary>
/// <param name="Key">Its name in the answer.</param>
/// <param name="Kind">What it asks for; null for <c>__typename</c>.</param>
/// <param name="Call">The number of its call; null for <c>__typename</c>.</param>
/// <param name="Selections">What is selected of it.</param>
internal sealed record StxLoginField(string Key, LoginCallKind? Kind, int? Call, ImmutableArray<(string Key, string Name)> Selections);
