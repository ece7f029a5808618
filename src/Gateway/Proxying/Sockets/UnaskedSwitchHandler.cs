using System.Net;

namespace Gateway.Proxying.Sockets;

/// <summary>
/// Refuses a 101 that was not asked for, or that switches to anything but a WebSocket: an upstream cannot make a tunnel out of an ordinary
/// request, which would carry the caller's next requests past every rule.
/// </summary>
internal sealed class UnaskedSwitchHandler(HttpMessageHandler sender) : DelegatingHandler(sender)
{
    private const string WebSocket = "websocket";

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var response = await base.SendAsync(request, cancellationToken);
        if (response.StatusCode != HttpStatusCode.SwitchingProtocols || (SocketHandshake.Of(request) is not null && IsWebSocket(response)))
        {
            return response;
        }

        response.Dispose();
        throw new HttpRequestException(HttpRequestError.InvalidResponse, "The upstream switched protocols unasked.");
    }

    private static bool IsWebSocket(HttpResponseMessage response) =>
        response.Headers.Upgrade is { Count: 1 } upgrade && WebSocket.Equals(upgrade.Single().Name, StringComparison.OrdinalIgnoreCase);
}
