using System.Collections.Immutable;

namespace Gateway.Core.Upstreams.Stx;

/// <summary>What was selected, in the order of the answer.</summary>
/// <param name="Documents">The fields of each operation.</param>
/// <param name="IsBatch">Whether the answer is an array.</param>
internal sealed record StxLoginForm(ImmutableArray<ImmutableArray<StxLoginField>> Documents, bool IsBatch)
{
    public const string TypeName = "__typename";
}
