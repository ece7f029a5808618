using System.Net;

namespace Gateway.Proxying.Bodies;

/// <summary>The content of an answer of which the first bytes were read before. Byte for byte the same, with the same headers.</summary>
internal sealed class PrefixedContent(HttpContent content, ReadOnlyMemory<byte> prefix, Stream rest) : WrappedContent(content)
{
    private readonly PrefixedStream _stream = new(prefix, rest);

    protected override Task<Stream> CreateContentReadStreamAsync() => Task.FromResult<Stream>(_stream);

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken) =>
        _stream.CopyToAsync(stream, cancellationToken);

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _stream.Dispose();
        }

        base.Dispose(disposing);
    }
}
