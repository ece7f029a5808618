using System.Net;

namespace Gateway.Proxying.Bodies;

/// <summary>Sends a body that can be read only once, and keeps it meanwhile.</summary>
internal sealed class KeepingContent : HttpContent
{
    private readonly HttpContent _body;
    private readonly KeptBody _kept;

    public KeepingContent(HttpContent body, KeptBody kept)
    {
        (_body, _kept) = (body, kept);
        ContentHeaders.Copy(body, this);
    }

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) =>
        SerializeToStreamAsync(stream, context, CancellationToken.None);

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken) =>
        _kept.TryBegin() ? KeepAsync(stream, context, cancellationToken)
        // The client library may find, after the body, that the connection was no good.
        : _kept.Lend() is { } bytes ? stream.WriteAsync(bytes, cancellationToken).AsTask()
        : Task.FromException(new InvalidOperationException("The body was sent before and not kept."));

    protected override bool TryComputeLength(out long length)
    {
        // A header says it if it is known.
        length = 0;
        return false;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _body.Dispose();
        }

        base.Dispose(disposing);
    }

    private async Task KeepAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken)
    {
        var whole = false;
        try
        {
            await _body.CopyToAsync(new KeepingStream(stream, _kept), context, cancellationToken);
            whole = true;
        }
        finally
        {
            _kept.End(whole);
        }
    }
}
