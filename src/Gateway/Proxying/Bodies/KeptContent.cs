using System.Net;

namespace Gateway.Proxying.Bodies;

/// <summary>Bytes that were kept of a content, sent in its place.</summary>
internal sealed class KeptContent(HttpContent original, ReadOnlyMemory<byte> bytes) : WrappedContent(original)
{
    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken) =>
        stream.WriteAsync(bytes, cancellationToken).AsTask();
}
