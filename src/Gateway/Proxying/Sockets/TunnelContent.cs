using System.Net;

namespace Gateway.Proxying.Sockets;

/// <summary>The content of a switched connection, its stream followed by a tunnel.</summary>
internal sealed class TunnelContent : HttpContent
{
    private readonly HttpContent _inner;
    private readonly Stream _stream;

    public TunnelContent(HttpContent inner, Stream stream)
    {
        (_inner, _stream) = (inner, stream);
        foreach (var (name, values) in inner.Headers.NonValidated)
        {
            Headers.TryAddWithoutValidation(name, values);
        }
    }

    protected override Task<Stream> CreateContentReadStreamAsync() => Task.FromResult(_stream);

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) =>
        throw new NotSupportedException("A socket is read and written, not copied.");

    protected override bool TryComputeLength(out long length)
    {
        length = 0;
        return false;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _stream.Dispose();
            _inner.Dispose();
        }

        base.Dispose(disposing);
    }
}
