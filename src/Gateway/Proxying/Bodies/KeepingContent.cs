using System.Net;

namespace Gateway.Proxying.Bodies;

/// <summary>Sends a body that can be read only once, and keeps it meanwhile.</summary>
internal sealed class KeepingContent(HttpContent body, KeptBody kept) : WrappedContent(body)
{
    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken) =>
        kept.TryBegin() ? KeepAsync(stream, context, cancellationToken)
        // The client library may find, after the body, that the connection was no good.
        : kept.Lend() is { } bytes ? stream.WriteAsync(bytes, cancellationToken).AsTask()
        : Task.FromException(new InvalidOperationException("The body was sent before and not kept."));

    private async Task KeepAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken)
    {
        var whole = false;
        try
        {
            await Inner.CopyToAsync(new KeepingStream(stream, kept), context, cancellationToken);
            whole = true;
        }
        finally
        {
            kept.End(whole);
        }
    }
}
