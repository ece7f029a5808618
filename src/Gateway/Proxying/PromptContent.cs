using System.Net;
using Gateway.Proxying.Bodies;

namespace Gateway.Proxying;

/// <summary>
/// Sends each piece of a body of unknown length as it comes. The client library would collect small ones into a buffer, and a caller
/// that streams slowly would wait for an answer to something that was never sent.
/// </summary>
internal sealed class PromptContent(HttpContent body) : WrappedContent(body)
{
    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken) =>
        Inner.CopyToAsync(new FlushingStream(stream), context, cancellationToken);
}
