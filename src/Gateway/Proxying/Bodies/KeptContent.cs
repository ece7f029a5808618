using System.Net;

namespace Gateway.Proxying.Bodies;

/// <summary>Bytes that were kept of a content, under its headers and its framing: of a stated length only if a header states it.</summary>
internal sealed class KeptContent : HttpContent
{
    private readonly HttpContent _original;
    private readonly ReadOnlyMemory<byte> _bytes;

    public KeptContent(HttpContent original, ReadOnlyMemory<byte> bytes)
    {
        (_original, _bytes) = (original, bytes);
        ContentHeaders.Copy(original, this);
    }

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) =>
        SerializeToStreamAsync(stream, context, CancellationToken.None);

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken) =>
        stream.WriteAsync(_bytes, cancellationToken).AsTask();

    protected override bool TryComputeLength(out long length)
    {
        length = 0;
        return false;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _original.Dispose();
        }

        base.Dispose(disposing);
    }
}
