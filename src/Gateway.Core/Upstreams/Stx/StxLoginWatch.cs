using Gateway.Core.GraphQl;

namespace Gateway.Core.Upstreams.Stx;

/// <summary>Looks for the names of login operations, and for parts in which they would be other bytes.</summary>
internal sealed class StxLoginWatch(GraphQlWords words) : ILoginWatch
{
    private readonly GraphQlWordWatch _words = new(words);
    private readonly PartHeaderWatch _parts = new();

    public bool MayHoldLogin(ReadOnlySpan<byte> piece, bool isLast) => _words.MayBeIn(piece, isLast) || _parts.MayHideText(piece, isLast);
}
