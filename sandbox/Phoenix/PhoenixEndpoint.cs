using System.Net.WebSockets;
using Sandbox.Stx;

namespace Sandbox.Phoenix;

/// <summary><c>/socket/websocket</c>: judges the handshake, then serves the socket.</summary>
internal sealed class PhoenixEndpoint(StxExchange exchange, CancellationToken stopping)
{
    public const string Path = "/socket/websocket";

    public async Task HandleAsync(HttpContext context)
    {
        var query = context.Request.Query;
        var token = query["token"] is [{ Length: > 0 } sent] ? sent : null;
        var socket = new PhoenixSocket
        {
            RawTarget = context.RawTarget(),
            Headers = context.HeaderTexts(),
            Token = token,
            TokenState = exchange.Sessions.StateOfAccess(token, out var session),
            Owner = session?.User,
            Version = query["vsn"] is [{ Length: > 0 } version] ? version : PhoenixSerializer.First,
        };
        exchange.Sockets.Record(socket);
        if (Refuse(context, socket) is { } status)
        {
            socket.Status = status;
            exchange.Sockets.Tell();
            await context.AnswerAsync(status, "text/plain; charset=utf-8", ReadOnlyMemory<byte>.Empty);
            return;
        }

        socket.Status = StatusCodes.Status101SwitchingProtocols;
        using var web = await context.WebSockets.AcceptWebSocketAsync(new WebSocketAcceptContext
        {
            DangerousEnableCompression = exchange.Knobs.CompressesSockets,
            KeepAliveInterval = Timeout.InfiniteTimeSpan,
        });
        await ServeAsync(context, web, socket);
    }

    private async Task ServeAsync(HttpContext context, WebSocket web, PhoenixSocket socket)
    {
        using var session = new PhoenixSession(web, socket, exchange, context.Abort);
        exchange.Sockets.Add(session);
        try
        {
            using var either = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, stopping);
            await session.RunAsync(either.Token);
        }
        finally
        {
            exchange.Sockets.Remove(session);
        }
    }

    // In the order of Phoenix: the transport, the origin, the serializer, then the application's own look at the token.
    private int? Refuse(HttpContext context, PhoenixSocket socket)
    {
        if (!context.WebSockets.IsWebSocketRequest)
        {
            return StatusCodes.Status400BadRequest;
        }

        if (!IsOwnOrigin(context.Request) || socket.Version is not (PhoenixSerializer.First or PhoenixSerializer.Second))
        {
            return StatusCodes.Status403Forbidden;
        }

        return socket.TokenState is TokenState.None or TokenState.Good ? null
            : exchange.Knobs.SocketRefusal == SocketRefusal.Http401 ? StatusCodes.Status401Unauthorized
            : StatusCodes.Status403Forbidden;
    }

    private bool IsOwnOrigin(HttpRequest request)
    {
        var check = exchange.Knobs.SocketOriginCheck;
        if (check == SocketOriginCheck.Off || request.Headers.Origin is not [{ } text])
        {
            return request.Headers.Origin.Count <= 1;
        }

        return Uri.TryCreate(text, UriKind.Absolute, out var origin)
            && origin.Host.Equals(request.Host.Host, StringComparison.OrdinalIgnoreCase)
            && (check == SocketOriginCheck.Host || origin.Port == (request.Host.Port ?? origin.Port));
    }
}
