using System.Net;

namespace Gateway.Proxying.Bodies;

/// <summary>The content of an answer of which the first bytes were read before. Byte for byte the same, with the same headers.</summary>
internal sealed class PrefixedContent : HttpContent
{
    private readonly HttpContent _content;
    private readonly PrefixedStream _stream;

    public PrefixedContent(HttpContent content, ReadOnlyMemory<byte> prefix, Stream rest)
    {
        _content = content;
        _stream = new PrefixedStream(prefix, rest);
        ContentHeaders.Copy(content, this);
    }

    protected override Task<Stream> CreateContentReadStreamAsync() => Task.FromResult<Stream>(_stream);

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) => _stream.CopyToAsync(stream);

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
            _content.Dispose();
        }

        base.Dispose(disposing);
    }
}
