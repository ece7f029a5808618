using System.Net;
using Gateway.Proxying.Sockets;
using Microsoft.Net.Http.Headers;

namespace Gateway.Proxying;

/// <summary>
/// Lets only answers pass that end where they say:
/// <list type="bullet">
/// <item>a 101 that was not asked for, or that switches to anything but a WebSocket, is refused: an upstream cannot make a tunnel out of
/// an ordinary request, which would carry the caller's next requests past every rule;</item>
/// <item>a length beside a transfer coding is taken off: the coding overrides it (RFC 9112, section 6.3), and a caller must not be told
/// both.</item>
/// </list>
/// </summary>
internal sealed class AnswerFramingHandler(HttpMessageHandler sender) : DelegatingHandler(sender)
{
    private const string WebSocket = "websocket";

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var response = await base.SendAsync(request, cancellationToken);
        if (response.StatusCode != HttpStatusCode.SwitchingProtocols || (SocketHandshake.Of(request) is not null && IsWebSocket(response)))
        {
            if (response.Headers.NonValidated.Contains(HeaderNames.TransferEncoding))
            {
                response.Content.Headers.Remove(HeaderNames.ContentLength);
            }

            return response;
        }

        response.Dispose();
        throw new HttpRequestException(HttpRequestError.InvalidResponse, "The upstream switched protocols unasked.");
    }

    private static bool IsWebSocket(HttpResponseMessage response) =>
        response.Headers.Upgrade is { Count: 1 } upgrade && WebSocket.Equals(upgrade.Single().Name, StringComparison.OrdinalIgnoreCase);
}
