using Gateway.Core.Upstreams;

namespace Gateway.Proxying.LoginAnswers;

/// <summary>
/// A body too long to be read, looked at piece by piece on its way. Where a login operation's name comes up the reading fails before
/// that piece is handed on: the upstream is left with half a request and carries nothing out.
/// </summary>
internal sealed class WatchedBody(Stream inner, ILoginDialect dialect, HttpContext context) : AsyncStream
{
    private byte[] _kept = [];
    private bool _isOff;

    public override bool CanRead => true;

    public override bool CanWrite => false;

    /// <summary>Looks no longer: login operations may pass.</summary>
    public void Stop() => _isOff = true;

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        var count = await inner.ReadAsync(buffer, cancellationToken);
        if (count > 0 && !_isOff)
        {
            Watch(buffer.Span[..count]);
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

    private void Watch(ReadOnlySpan<byte> piece)
    {
        byte[] seam = [.. _kept, .. piece[..Math.Min(piece.Length, dialect.Overlap)]];
        if (dialect.MayHoldLogin(seam) || dialect.MayHoldLogin(piece))
        {
            context.Features.Set(new LoginInLongBody());
            throw new IOException("The body holds the name of a login operation.");
        }

        _kept = piece.Length >= dialect.Overlap ? piece[^dialect.Overlap..].ToArray() : Last(seam, dialect.Overlap);
    }

    private static byte[] Last(byte[] bytes, int count) => bytes.Length <= count ? bytes : bytes[^count..];
}
