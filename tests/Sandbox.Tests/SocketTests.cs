using System.Net.Http.Json;
using System.Net.WebSockets;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Sandbox.Phoenix;
using Sandbox.Stx;

namespace Sandbox.Tests;

public sealed class SocketTests
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(20);

    [Theory]
    [InlineData("vsn=2.0.0", 101)]
    [InlineData("vsn=1.0.0", 101)]
    [InlineData("", 101)]
    [InlineData("vsn=3.0.0", 403)]
    [InlineData("vsn=2.0.0&token=nonsense", 403)]
    [InlineData("vsn=2.0.0&token=", 101)]
    public async Task A_handshake_is_judged_by_its_version_and_its_token(string query, int status)
    {
        await using var bot = await Bot.StartAsync();

        Assert.Equal(status, await HandshakeAsync(bot, query));
        Assert.Equal(status, Assert.Single(bot.Stx.Sockets.All).Status);
    }

    [Fact]
    public async Task A_token_must_be_good_when_the_socket_is_opened()
    {
        await using var bot = await Bot.StartAsync();
        var token = await LoginAsync(bot);
        Assert.Equal(101, await HandshakeAsync(bot, $"vsn=2.0.0&token={token}"));

        bot.Clock.Advance(TimeSpan.FromHours(1));
        Assert.Equal(403, await HandshakeAsync(bot, $"vsn=2.0.0&token={token}"));
        bot.Knobs.SocketRefusal = SocketRefusal.Http401;
        Assert.Equal(401, await HandshakeAsync(bot, $"vsn=2.0.0&token={token}"));
        Assert.Equal([TokenState.Good, TokenState.Expired, TokenState.Expired], bot.Stx.Sockets.All.Select(socket => socket.TokenState));
    }

    [Theory]
    [InlineData(SocketOriginCheck.Host, "http://127.0.0.1:1", 101)]
    [InlineData(SocketOriginCheck.Host, "http://evil.example", 403)]
    [InlineData(SocketOriginCheck.Host, "null", 403)]
    [InlineData(SocketOriginCheck.Connection, "http://127.0.0.1:1", 403)]
    [InlineData(SocketOriginCheck.Connection, "own", 101)]
    [InlineData(SocketOriginCheck.Off, "http://evil.example", 101)]
    public async Task An_origin_must_be_the_endpoints(SocketOriginCheck check, string origin, int status)
    {
        await using var bot = await Bot.StartAsync();
        bot.Knobs.SocketOriginCheck = check;

        Assert.Equal(status, await HandshakeAsync(bot, "vsn=2.0.0", origin == "own" ? bot.Server.BaseUrl.GetLeftPart(UriPartial.Authority) : origin));
    }

    [Theory]
    [InlineData(SocketUserName.Either, "ok", "ok")]
    [InlineData(SocketUserName.UserId, "ok", "unauthorized")]
    [InlineData(SocketUserName.UserUid, "unauthorized", "ok")]
    public async Task Topics_are_public_ones_own_or_somebody_elses(SocketUserName name, string byId, string byUid)
    {
        await using var bot = await Bot.StartAsync();
        bot.Knobs.SocketUserName = name;
        using var socket = await OpenAsync(bot, $"vsn=2.0.0&token={await LoginAsync(bot)}");

        Assert.Equal("ok", await JoinAsync(socket, "market:7"));
        Assert.Equal(byId, await JoinAsync(socket, $"portfolio:{bot.Stx.DefaultUser.UserId}"));
        Assert.Equal(byUid, await JoinAsync(socket, $"portfolio:{bot.Stx.DefaultUser.UserUid}"));
        Assert.Equal("unauthorized", await JoinAsync(socket, "portfolio:other"));
        Assert.Equal("unmatched topic", await JoinAsync(socket, "weather"));
        Assert.Equal("unmatched topic", await JoinAsync(socket, "market:"));
        Assert.Equal(6, Assert.Single(bot.Stx.Sockets.All).Joins.Count);
    }

    [Fact]
    public async Task Without_a_token_a_socket_serves_public_topics_only()
    {
        await using var bot = await Bot.StartAsync();
        using var socket = await OpenAsync(bot, "vsn=2.0.0");

        Assert.Equal("ok", await JoinAsync(socket, "market_info"));
        Assert.Equal("unauthorized", await JoinAsync(socket, $"portfolio:{bot.Stx.DefaultUser.UserId}"));
    }

    [Fact]
    public async Task Messages_pass_in_both_serializers()
    {
        await using var bot = await Bot.StartAsync();
        using var second = await OpenAsync(bot, "vsn=2.0.0");
        using var first = await OpenAsync(bot, "vsn=1.0.0");

        Assert.Equal("""[null,"1","phoenix","phx_reply",{"status":"ok","response":{}}]""", await AskAsync(second, """[null,"1","phoenix","heartbeat",{}]"""));
        Assert.Equal("""["3","3","markets","phx_reply",{"status":"ok","response":{}}]""", await AskAsync(second, """["3","3","markets","phx_join",{}]"""));
        Assert.Equal(
            """{"join_ref":"4","ref":"5","topic":"markets","event":"phx_reply","payload":{"status":"ok","response":{}}}""",
            await AskAsync(first, """{"topic":"markets","event":"phx_join","payload":{},"ref":5,"join_ref":"4"}"""));

        Assert.Equal(2, await bot.Stx.Sockets.PushAsync("markets", "changed", new JsonObject { ["price"] = 41 }));
        Assert.Equal("""["3",null,"markets","changed",{"price":41}]""", await ReceiveAsync(second));
        Assert.Equal("""{"join_ref":"4","ref":null,"topic":"markets","event":"changed","payload":{"price":41}}""", await ReceiveAsync(first));

        Assert.Equal("""["3","6","markets","phx_reply",{"status":"ok","response":{}}]""", await AskAsync(second, """["3","6","markets","phx_leave",{}]"""));
        Assert.Equal("""["3","3","markets","phx_close",{}]""", await ReceiveAsync(second));
        Assert.Equal(1, await bot.Stx.Sockets.FailAsync("markets"));
        Assert.Contains("phx_error", await ReceiveAsync(first), StringComparison.Ordinal);
        Assert.Contains("unmatched topic", await AskAsync(second, """["3","7","markets","anything",{}]"""), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Sockets_can_be_closed_cut_and_left_to_their_silence()
    {
        await using var bot = await Bot.StartAsync();
        using (var closed = await OpenAsync(bot, "vsn=2.0.0"))
        {
            Assert.Equal(1, bot.Stx.Sockets.Close(4000, "go"));
            Assert.Null(await ReceiveAsync(closed));
            Assert.Equal((4000, "go"), ((int)closed.CloseStatus!, closed.CloseStatusDescription));
        }

        using (var cut = await OpenAsync(bot, "vsn=2.0.0"))
        {
            Assert.Equal(1, bot.Stx.Sockets.Cut());
            await Assert.ThrowsAsync<WebSocketException>(() => ReceiveAsync(cut));
        }

        bot.Knobs.SocketSilence = TimeSpan.FromMilliseconds(50);
        using var silent = await OpenAsync(bot, "vsn=2.0.0");
        Assert.Null(await ReceiveAsync(silent));
        Assert.Equal(1000, (int)silent.CloseStatus!);
    }

    [Fact]
    public async Task A_socket_outlives_its_token_unless_told_otherwise()
    {
        await using var bot = await Bot.StartAsync();
        using var socket = await OpenAsync(bot, $"vsn=2.0.0&token={await LoginAsync(bot)}");
        bot.Clock.Advance(TimeSpan.FromHours(2));
        Assert.Equal("ok", await JoinAsync(socket, "markets"));

        bot.Knobs.ClosesExpiredSockets = true;
        bot.Clock.Advance(TimeSpan.FromSeconds(1));

        Assert.Null(await ReceiveAsync(socket));
        Assert.Equal(WebSocketCloseStatus.PolicyViolation, socket.CloseStatus);
    }

    [Fact]
    public async Task The_control_api_shows_pushes_and_closes_and_no_token()
    {
        await using var bot = await Bot.StartAsync();
        var token = await LoginAsync(bot);
        using var socket = await OpenAsync(bot, $"vsn=2.0.0&token={token}");
        Assert.Equal("ok", await JoinAsync(socket, "markets"));

        var view = await bot.Client.GetStringAsync("/sandbox/sockets", TestContext.Current.CancellationToken);
        Assert.Contains("\"topic\": \"markets\"", view, StringComparison.Ordinal);
        Assert.DoesNotContain(token, view, StringComparison.Ordinal);
        using var pushed = await bot.Client.PostAsJsonAsync("/sandbox/push", new { topic = "markets", @event = "changed" }, TestContext.Current.CancellationToken);
        Assert.Contains("\"sent\": 1", await pushed.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
        Assert.Contains("changed", await ReceiveAsync(socket), StringComparison.Ordinal);
        using var refused = await bot.Client.PostAsJsonAsync("/sandbox/close-sockets", new { code = 1005 }, TestContext.Current.CancellationToken);
        Assert.Equal(400, (int)refused.StatusCode);
        using var closed = await bot.Client.PostAsJsonAsync("/sandbox/close-sockets", new { code = 1012, email = StxExchange.DefaultEmail }, TestContext.Current.CancellationToken);
        Assert.Contains("\"closed\": 1", await closed.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
        Assert.Null(await ReceiveAsync(socket));
        Assert.Equal(1012, (int)socket.CloseStatus!);
    }

    private static async Task<string> LoginAsync(Bot bot) =>
        (await bot.AskLoginAsync()).GetProperty("data").GetProperty("login").GetProperty("token").GetString()!;

    private static async Task<int> HandshakeAsync(Bot bot, string query, string? origin = null)
    {
        using var socket = new ClientWebSocket();
        try
        {
            await ConnectAsync(socket, bot, query, origin);
            return 101;
        }
        catch (WebSocketException)
        {
            return (int)socket.HttpStatusCode;
        }
    }

    private static async Task<ClientWebSocket> OpenAsync(Bot bot, string query)
    {
        var socket = new ClientWebSocket();
        await ConnectAsync(socket, bot, query, origin: null);
        await bot.Stx.Sockets.UntilAsync(sockets => sockets.Open > 0, TestContext.Current.CancellationToken);
        return socket;
    }

    private static async Task ConnectAsync(ClientWebSocket socket, Bot bot, string query, string? origin)
    {
        socket.Options.Proxy = null;
        socket.Options.CollectHttpResponseDetails = true;
        if (origin is not null)
        {
            socket.Options.SetRequestHeader("Origin", origin);
        }

        using var limit = new CancellationTokenSource(Limit, TimeProvider.System);
        await socket.ConnectAsync(new UriBuilder(bot.Server.BaseUrl) { Scheme = "ws", Path = "/socket/websocket", Query = query }.Uri, limit.Token);
    }

    private static async Task<string> JoinAsync(ClientWebSocket socket, string topic)
    {
        using var answer = JsonDocument.Parse((await AskAsync(socket, $"""["1","1","{topic}","phx_join",{"{}"}]"""))!);
        var payload = answer.RootElement[4];
        return payload.GetProperty("status").GetString() == "ok" ? "ok" : payload.GetProperty("response").GetProperty("reason").GetString()!;
    }

    private static async Task<string?> AskAsync(ClientWebSocket socket, string message)
    {
        await socket.SendAsync(Encoding.UTF8.GetBytes(message), WebSocketMessageType.Text, endOfMessage: true, TestContext.Current.CancellationToken);
        return await ReceiveAsync(socket);
    }

    private static async Task<string?> ReceiveAsync(ClientWebSocket socket)
    {
        using var limit = new CancellationTokenSource(Limit, TimeProvider.System);
        var buffer = new byte[64 * 1024];
        var received = await socket.ReceiveAsync(buffer.AsMemory(), limit.Token);
        return received.MessageType == WebSocketMessageType.Close ? null : Encoding.UTF8.GetString(buffer, 0, received.Count);
    }
}
