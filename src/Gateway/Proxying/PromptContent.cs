using System.Net;

namespace Gateway.Proxying;

/// <summary>
/// Sends each piece of a body of unknown length as it comes. The client library would collect small ones into a buffer, and a caller
/// that streams slowly would wait for an answer to something that was never sent.
/// </summary>
internal sealed class PromptContent : HttpContent
{
    private readonly HttpContent _body;

    public PromptContent(HttpContent body)
    {
        _body = body;
        foreach (var (name, values) in body.Headers.NonValidated)
        {
            Headers.TryAddWithoutValidation(name, values);
        }
    }

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) =>
        SerializeToStreamAsync(stream, context, CancellationToken.None);

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken) =>
        _body.CopyToAsync(new FlushingStream(stream), context, cancellationToken);

    protected override bool TryComputeLength(out long length)
    {
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
}
