namespace Gateway.Core.Upstreams.StackAuth;

/// <summary>On the paths of Stack Auth's login operations any body is one.</summary>
internal sealed class StackAuthLoginWatch : ILoginWatch
{
    public bool MayHoldLogin(ReadOnlySpan<byte> piece, bool isLast) => true;
}
