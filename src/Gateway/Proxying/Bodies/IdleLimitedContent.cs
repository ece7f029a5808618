using System.Net;

namespace Gateway.Proxying.Bodies;

/// <summary>The content of an answer that is given up when nothing of it comes, or nothing of it is taken, for too long.</summary>
/// <param name="inner">The content.</param>
/// <param name="limit">How long it may be silent.</param>
/// <param name="time">The clock.</param>
/// <param name="giveUp">Ends the exchange.</param>
internal sealed class IdleLimitedContent(HttpContent inner, TimeSpan limit, TimeProvider time, Action giveUp) : WrappedContent(inner)
{
    private IdleLimitedStream? _stream;

    protected override async Task<Stream> CreateContentReadStreamAsync() =>
        _stream ??= new IdleLimitedStream(await Inner.ReadAsStreamAsync(), limit, time, giveUp);

    protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken) =>
        await (await ReadAsStreamAsync(cancellationToken)).CopyToAsync(stream, cancellationToken);

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _stream?.Dispose();
        }

        base.Dispose(disposing);
    }
}
