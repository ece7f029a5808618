using System.Net;
using Gateway.Proxying.Bodies;

namespace Gateway.Proxying.Sockets;

/// <summary>The content of a switched connection, its stream followed by a tunnel.</summary>
internal sealed class TunnelContent(HttpContent inner, Stream stream) : WrappedContent(inner)
{
    protected override Task<Stream> CreateContentReadStreamAsync() => Task.FromResult(stream);

    protected override Task SerializeToStreamAsync(Stream target, TransportContext? context, CancellationToken cancellationToken) =>
        throw new NotSupportedException("A socket is read and written, not copied.");

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            stream.Dispose();
        }

        base.Dispose(disposing);
    }
}
