using Gateway.Core.Upstreams;

namespace Gateway.Proxying.LoginAnswers;

/// <summary>
/// A body too long to be read, looked at piece by piece on its way. Where a login operation's name comes up the reading fails before
/// that piece is handed on: the upstream is left with half a request and carries nothing out.
/// </summary>
internal sealed class WatchedBody(Stream inner, ILoginWatch watch, HttpContext context) : AsyncStream
{
    private long? _left = context.Request.ContentLength;
    private bool _isOff;

    public override bool CanRead => true;

    public override bool CanWrite => false;

    /// <summary>Looks no longer: login operations may pass.</summary>
    public void Stop() => _isOff = true;

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        var count = await inner.ReadAsync(buffer, cancellationToken);
        if (!_isOff && !buffer.IsEmpty)
        {
            Look(buffer.Span[..count]);
        }

        return count;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            inner.Dispose();
        }

        base.Dispose(disposing);
    }

    private void Look(ReadOnlySpan<byte> piece)
    {
        _left -= piece.Length;
        // What is known to be the last piece must be judged as that before it is handed on, or the upstream has it all.
        _isOff = piece.IsEmpty || _left == 0;
        if (watch.MayHoldLogin(piece, isLast: _isOff))
        {
            context.Features.Set(new LoginInLongBody());
            throw new IOException("The body holds the name of a login operation.");
        }
    }
}
