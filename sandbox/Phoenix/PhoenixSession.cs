using System.Globalization;
using System.Net.WebSockets;
using System.Text.Json.Nodes;
using Sandbox.Stx;

namespace Sandbox.Phoenix;

/// <summary>An open socket: reads messages one after the other and answers them.</summary>
internal sealed class PhoenixSession(WebSocket web, PhoenixSocket socket, StxExchange exchange, Action cut) : IDisposable
{
    private const int LongestMessage = 8 * 1024 * 1024;
    private const int MessageError = 1011;

    private const string TokenExpired = "token expired";

    // How often the age of the token is looked at, by the exchange's own clock.
    private static readonly TimeSpan Glance = TimeSpan.FromSeconds(1);

    private readonly SemaphoreSlim _turn = new(1, 1);
    private readonly CancellationTokenSource _over = new();
    private readonly Lock _lock = new();
    private readonly Dictionary<string, string?> _joined = new(StringComparer.Ordinal);
    private int _closing;

    public PhoenixSocket Socket => socket;

    private PhoenixHub Hub => exchange.Sockets;

    public void Dispose()
    {
        _turn.Dispose();
        _over.Dispose();
    }

    /// <summary>Serves until the socket has ended.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, _over.Token);
        await using var expiry = exchange.Clock.CreateTimer(_ => LookAtToken(), state: null, Glance, Glance);
        try
        {
            while (await ReceiveAsync(either.Token) is { } bytes)
            {
                if (bytes.Length > 0)
                {
                    await HandleAsync(PhoenixSerializer.Read(socket.Version, bytes));
                }
            }

            await EndAsync(either.Token);
        }
        catch (FormatException)
        {
            await CloseAsync(MessageError, "");
        }
        catch (Exception problem) when (problem is WebSocketException or OperationCanceledException or IOException or ObjectDisposedException)
        {
            socket.End ??= "cut";
            cut();
        }
    }

    public async Task<bool> PushAsync(string topic, string name, JsonNode? payload) =>
        JoinOf(topic, remove: false, out var joinRef)
        && await SendAsync(new PhoenixMessage(joinRef, null, topic, name, payload ?? new JsonObject()));

    public async Task<bool> FailAsync(string topic) =>
        JoinOf(topic, remove: true, out var joinRef)
        && await SendAsync(new PhoenixMessage(joinRef, joinRef, topic, PhoenixMessage.Error, new JsonObject()));

    public void Close(int code, string reason) => _ = CloseAsync(code, reason);

    public void Cut()
    {
        socket.End ??= "cut";
        cut();
    }

    private void LookAtToken()
    {
        if (exchange.Knobs.ClosesExpiredSockets && socket.Token is { } token && exchange.Sessions.StateOfAccess(token, out _) != TokenState.Good)
        {
            Close((int)WebSocketCloseStatus.PolicyViolation, TokenExpired);
        }
    }

    private async Task CloseAsync(int code, string reason)
    {
        if (Interlocked.Exchange(ref _closing, 1) != 0)
        {
            return;
        }

        socket.End ??= string.Create(CultureInfo.InvariantCulture, $"server {code}");
        await _turn.WaitAsync();
        try
        {
            await web.CloseOutputAsync((WebSocketCloseStatus)code, reason, _over.Token);
        }
        catch (Exception problem) when (problem is WebSocketException or OperationCanceledException or IOException or ObjectDisposedException)
        {
            cut();
        }
        finally
        {
            _turn.Release();
        }
    }

    // The client has closed, or has answered our close.
    private async Task EndAsync(CancellationToken cancellationToken)
    {
        socket.ClientClose = (web.CloseStatus, web.CloseStatusDescription);
        socket.End ??= string.Create(CultureInfo.InvariantCulture, $"client {(int?)web.CloseStatus}");
        if (Interlocked.Exchange(ref _closing, 1) == 0)
        {
            await web.CloseOutputAsync(web.CloseStatus ?? WebSocketCloseStatus.NormalClosure, web.CloseStatusDescription, cancellationToken);
        }
    }

    private async Task HandleAsync(PhoenixMessage message)
    {
        switch (message)
        {
            case { Topic: PhoenixMessage.HeartbeatTopic, Event: PhoenixMessage.Heartbeat }:
                socket.CountHeartbeat();
                _ = await SendAsync(message.Answered("ok"));
                break;
            case { Event: PhoenixMessage.Join }:
                await JoinAsync(message);
                break;
            case { Event: PhoenixMessage.Leave }:
                _ = await SendAsync(message.Answered("ok"));
                await LeaveAsync(message.Topic);
                break;
            default:
                // A channel that the sandbox has answers every event with what it was sent.
                var isJoined = JoinOf(message.Topic, remove: false, out _);
                _ = await SendAsync(isJoined ? message.Answered("ok", message.Payload?.DeepClone()) : message.Refused("unmatched topic"));
                break;
        }

        Hub.Tell();
    }

    private async Task JoinAsync(PhoenixMessage message)
    {
        // Joining once more ends what was joined before.
        await LeaveAsync(message.Topic);
        var refusal = PhoenixTopics.Refuse(message.Topic, socket.Owner, exchange.Knobs.SocketUserName);
        if (refusal is null)
        {
            lock (_lock)
            {
                _joined[message.Topic] = message.JoinRef;
            }
        }

        socket.Record(new PhoenixJoin(message.Topic, refusal, socket.Token));
        _ = await SendAsync(refusal is null ? message.Answered("ok") : message.Refused(refusal));
    }

    private async Task LeaveAsync(string topic)
    {
        if (JoinOf(topic, remove: true, out var joinRef))
        {
            _ = await SendAsync(new PhoenixMessage(joinRef, joinRef, topic, PhoenixMessage.Close, new JsonObject()));
        }
    }

    private bool JoinOf(string topic, bool remove, out string? joinRef)
    {
        lock (_lock)
        {
            return remove ? _joined.Remove(topic, out joinRef) : _joined.TryGetValue(topic, out joinRef);
        }
    }

    private async Task<bool> SendAsync(PhoenixMessage message)
    {
        try
        {
            await _turn.WaitAsync(_over.Token);
            try
            {
                await web.SendAsync(PhoenixSerializer.Write(socket.Version, message), WebSocketMessageType.Text, endOfMessage: true, _over.Token);
                return true;
            }
            finally
            {
                _turn.Release();
            }
        }
        catch (Exception problem) when (problem is WebSocketException or OperationCanceledException or IOException or ObjectDisposedException)
        {
            return false;
        }
    }

    /// <summary>The next message; empty for a binary one, which no topic here understands; null at the end.</summary>
    private async Task<byte[]?> ReceiveAsync(CancellationToken cancellationToken)
    {
        var patience = exchange.Knobs.SocketSilence;
        using var silence = new CancellationTokenSource(patience, TimeProvider.System);
        await using var onSilence = silence.Token.Register(() => Close((int)WebSocketCloseStatus.NormalClosure, ""));
        using var message = new MemoryStream();
        var buffer = new byte[16 * 1024];
        while (true)
        {
            var received = await web.ReceiveAsync(buffer.AsMemory(), cancellationToken);
            if (received.MessageType == WebSocketMessageType.Close || message.Length > LongestMessage)
            {
                return null;
            }

            message.Write(buffer.AsSpan(0, received.Count));
            if (received.EndOfMessage)
            {
                return received.MessageType == WebSocketMessageType.Text ? message.ToArray() : [];
            }
        }
    }
}
