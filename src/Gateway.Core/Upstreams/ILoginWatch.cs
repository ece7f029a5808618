namespace Gateway.Core.Upstreams;

/// <summary>
/// Looks at one body on a login path, piece by piece. However it is cut, nothing that is a login operation passes: the piece with which
/// it becomes one is told, before it is handed on.
/// </summary>
public interface ILoginWatch
{
    /// <summary>A quick look whether the body may hold a login operation, as far as it has come; false is certain.</summary>
    /// <param name="piece">The next piece; may be empty.</param>
    /// <param name="isLast">Whether nothing follows.</param>
    bool MayHoldLogin(ReadOnlySpan<byte> piece, bool isLast);
}
