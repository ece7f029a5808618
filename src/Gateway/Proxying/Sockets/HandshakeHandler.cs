using System.Net;

namespace Gateway.Proxying.Sockets;

/// <summary>
/// Makes the handshakes of sockets. One that is refused with 401 or 403 is made once more, with another token; the second answer counts.
/// Of all that a socket does, only its handshake has a time limit. Does not own the sender.
/// </summary>
internal sealed class HandshakeHandler(HttpMessageHandler sender, TimeSpan patience, TimeProvider time) : HttpMessageHandler
{
    private readonly HttpMessageInvoker _sender = new(sender, disposeHandler: false);

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var handshake = SocketHandshake.Of(request) ?? throw new InvalidOperationException("Only handshakes are sent this way.");
        using var limit = new CancellationTokenSource(patience, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, limit.Token);
        var response = await _sender.SendAsync(request, either.Token);
        if (IsRefusal(response) && await RefusedToken.ReplaceAsync(handshake.Account, handshake.Session, either.Token) is { } session)
        {
            response.Dispose();
            handshake.Stamp(request, session);
            response = await _sender.SendAsync(request, either.Token);
        }

        if (response.StatusCode == HttpStatusCode.SwitchingProtocols)
        {
            var content = response.Content;
            var stream = handshake.Tunnel.AttachUpstream(await content.ReadAsStreamAsync(either.Token));
            response.Content = new TunnelContent(content, stream);
        }

        return response;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _sender.Dispose();
        }

        base.Dispose(disposing);
    }

    private static bool IsRefusal(HttpResponseMessage response) =>
        response.StatusCode is HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden;
}
