using System.Diagnostics.Metrics;
using System.Net.WebSockets;
using Gateway.Core.Sessions;
using Gateway.Proxying.Sockets;
using Sandbox.Phoenix;
using Sandbox.Stx;

namespace Gateway.Tests.Integration;

/// <summary>Sockets from their handshake to their end, between the framework's client and the exchange.</summary>
public sealed class SocketTests
{
    [Fact]
    public async Task The_handshake_carries_the_accounts_token_in_header_and_query_and_everything_else_as_it_came()
    {
        await using var exchange = await StartAsync();
        using var client = await SocketClient.OpenAsync(exchange.Proxy, "a=%2f&token=dummy&vsn=2.0.0", options => options.SetRequestHeader("Authorization", "Bearer dummy"));

        var socket = Assert.Single(exchange.Stx.Sockets.All);
        var token = exchange.Account().Snapshot.Session!.AccessToken.Reveal();
        Assert.Equal($"/socket/websocket?a=%2f&token={token}&vsn=2.0.0", socket.RawTarget);
        Assert.Equal($"Bearer {token}", socket.Headers["Authorization"]);
        Assert.Equal("ok", await client.AskAsync($"portfolio:{exchange.Stx.DefaultUser.UserId}"));
        Assert.Equal("unauthorized", await client.AskAsync("portfolio:somebody"));
        Assert.DoesNotContain(token, exchange.Log.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_open_socket_outlives_the_refresh_of_its_token()
    {
        await using var exchange = await StartAsync();
        using var client = await SocketClient.OpenAsync(exchange.Proxy);
        Assert.Equal("ok", await client.AskAsync("markets"));
        var version = exchange.Account().Snapshot.Session!.Version;

        exchange.Clock.Advance(TimeSpan.FromMinutes(59));
        await exchange.WhenAsync(snapshot => snapshot.Session?.Version > version);
        exchange.Clock.Advance(TimeSpan.FromMinutes(30));

        Assert.Equal(1, await exchange.Stx.Sockets.PushAsync("markets", "changed"));
        Assert.Contains("changed", await client.ReceiveAsync(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(SocketRefusal.Http401, 401)]
    [InlineData(SocketRefusal.Http403, 403)]
    public async Task A_refused_handshake_is_made_once_more_with_a_new_token(SocketRefusal style, int status)
    {
        await using var exchange = await StartAsync(stx => stx.Knobs.SocketRefusal = style);
        exchange.Clock.Advance(TimeSpan.FromMinutes(10));
        exchange.Stx.RevokeAccessTokens();

        using var client = await SocketClient.OpenAsync(exchange.Proxy);

        Assert.Equal("ok", await client.AskAsync($"active_orders:{exchange.Stx.DefaultUser.UserUid}"));
        Assert.Equal([status, 101], exchange.Stx.Sockets.All.Select(socket => socket.Status));
        Assert.Equal(1, exchange.Stx.Count("newToken"));
    }

    [Fact]
    public async Task A_second_refusal_is_passed_on_as_the_upstreams_own()
    {
        await using var exchange = await StartAsync();
        exchange.Clock.Advance(TimeSpan.FromMinutes(10));

        var refusal = await Assert.ThrowsAsync<InvalidOperationException>(() => SocketClient.OpenAsync(exchange.Proxy, "vsn=7.7.7"));

        Assert.Equal("refused with 403, error ", refusal.Message);
        Assert.Equal([403, 403], exchange.Stx.Sockets.All.Select(socket => socket.Status));
        Assert.Equal(1, exchange.Stx.Count("newToken"));
    }

    [Fact]
    public async Task A_logout_closes_the_accounts_sockets_with_4401_and_says_why()
    {
        await using var exchange = await StartAsync();
        using var client = await SocketClient.OpenAsync(exchange.Proxy);

        await exchange.Account().LogoutAsync(TestContext.Current.CancellationToken);

        Assert.Equal((4401, SocketEnd.LoggedOut.Reason), await client.WhenClosedAsync());
        await exchange.Stx.Sockets.UntilAsync(sockets => sockets.Open == 0, TestContext.Current.CancellationToken);
        Assert.Equal("client 1001", Assert.Single(exchange.Stx.Sockets.All).End);
        var refusal = await Assert.ThrowsAsync<InvalidOperationException>(() => SocketClient.OpenAsync(exchange.Proxy));
        Assert.Equal("refused with 503, error logged_out", refusal.Message);
    }

    [Fact]
    public async Task A_session_that_is_lost_closes_its_sockets_with_4401()
    {
        await using var exchange = await StartAsync();
        using var client = await SocketClient.OpenAsync(exchange.Proxy);
        exchange.Stx.DefaultUser.ChangePassword("another-password");
        exchange.Stx.RevokeSessions();

        exchange.Clock.Advance(TimeSpan.FromMinutes(59));
        await exchange.WhenStateAsync(AccountState.Rejected);
        Assert.Equal("ok", await client.AskAsync("markets"));

        // The last token's end is the session's.
        exchange.Clock.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal((4401, SocketEnd.SessionLost.Reason), await client.WhenClosedAsync());
    }

    [Fact]
    public async Task The_close_of_either_side_reaches_the_other_with_its_code_and_reason()
    {
        await using var exchange = await StartAsync();
        using var first = await SocketClient.OpenAsync(exchange.Proxy);
        await first.Web.CloseAsync((WebSocketCloseStatus)4010, "bye", TestContext.Current.CancellationToken);
        await exchange.Stx.Sockets.UntilAsync(sockets => sockets.Open == 0, TestContext.Current.CancellationToken);
        Assert.Equal(((WebSocketCloseStatus)4010, "bye"), Assert.Single(exchange.Stx.Sockets.All).ClientClose);

        using var second = await SocketClient.OpenAsync(exchange.Proxy);
        await exchange.Stx.Sockets.UntilAsync(sockets => sockets.All.Count == 2 && sockets.Open == 1, TestContext.Current.CancellationToken);
        exchange.Stx.Sockets.Close(4020, "later");
        Assert.Equal((4020, "later"), await second.WhenClosedAsync());

        using var third = await SocketClient.OpenAsync(exchange.Proxy);
        await exchange.Stx.Sockets.UntilAsync(sockets => sockets.All.Count == 3 && sockets.Open == 1, TestContext.Current.CancellationToken);
        exchange.Stx.Sockets.Cut();
        await Assert.ThrowsAsync<WebSocketException>(third.ReceiveAsync);
    }

    [Fact]
    public async Task Compression_is_negotiated_between_the_ends_and_large_messages_pass()
    {
        await using var exchange = await StartAsync(stx => stx.Knobs.CompressesSockets = true);
        using var client = await SocketClient.OpenAsync(exchange.Proxy, options: options => options.DangerousDeflateOptions = new WebSocketDeflateOptions());
        Assert.Equal("ok", await client.AskAsync("markets"));

        Assert.Equal("ok", await client.AskAsync("markets", "echo", new { text = new string('x', 3_000_000) }));
        Assert.Contains("permessage-deflate", Assert.Single(exchange.Stx.Sockets.All).Headers["Sec-WebSocket-Extensions"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_origin_that_names_the_gateway_names_the_upstream_when_it_gets_there()
    {
        await using var exchange = await StartAsync(stx => stx.Knobs.SocketOriginCheck = SocketOriginCheck.Connection);

        using var own = await SocketClient.OpenAsync(exchange.Proxy, options: options => options.SetRequestHeader("Origin", exchange.Proxy.GetLeftPart(UriPartial.Authority)));
        Assert.Equal("ok", await own.AskAsync("markets"));
        Assert.Equal(exchange.Sandbox.BaseUrl.GetLeftPart(UriPartial.Authority), Assert.Single(exchange.Stx.Sockets.All).Headers["Origin"]);

        var foreign = await Assert.ThrowsAsync<InvalidOperationException>(() => SocketClient.OpenAsync(
            exchange.Proxy, options: options => options.SetRequestHeader("Origin", "http://evil.example")));
        Assert.Equal("refused with 403, error origin_not_allowed", foreign.Message);
    }

    [Fact]
    public async Task Sockets_are_counted_while_they_are_open_and_by_what_ended_them()
    {
        await using var exchange = await StartAsync();
        var ended = new List<string?>();
        var open = -1;
        using var listener = new MeterListener();
        listener.InstrumentPublished = (instrument, own) =>
        {
            if (instrument.Meter.Name == Core.Diagnostics.GatewayMeter.Name && instrument.Name.StartsWith("gateway_websockets", StringComparison.Ordinal))
            {
                own.EnableMeasurementEvents(instrument);
            }
        };
        listener.SetMeasurementEventCallback<int>((_, value, _, _) => open = Math.Max(open, value));
        listener.SetMeasurementEventCallback<long>((_, _, tags, _) =>
        {
            lock (ended)
            {
                ended.Add(tags[0].Value as string);
            }
        });
        listener.Start();
        using var client = await SocketClient.OpenAsync(exchange.Proxy);
        listener.RecordObservableInstruments();
        Assert.InRange(open, 1, int.MaxValue);

        await exchange.Account().LogoutAsync(TestContext.Current.CancellationToken);
        await client.WhenClosedAsync();
        await exchange.Stx.Sockets.UntilAsync(sockets => sockets.Open == 0, TestContext.Current.CancellationToken);

        await Proxying.Sockets.RawSocket.UntilAsync(() =>
        {
            lock (ended)
            {
                return ended.Contains("logged_out");
            }
        });
    }

    [Fact]
    public async Task A_stop_closes_sockets_with_1001_one_after_the_other_over_the_drain_time()
    {
        const int Bots = 24;
        var step = TimeSpan.FromSeconds(0.5);
        await using var exchange = await StartAsync(null, "--Gateway:Proxy:DrainTimeout=00:00:24");
        var clients = await Task.WhenAll(Enumerable.Range(0, Bots).Select(_ => SocketClient.OpenAsync(exchange.Proxy)));
        var closes = clients.Select(client => client.WhenClosedAsync()).ToList();

        var stopping = exchange.Gateway.StopAsync(TestContext.Current.CancellationToken);
        await Proxying.Sockets.RawSocket.UntilAsync(() => exchange.Log.ToString().Contains("Stopping: ", StringComparison.Ordinal));
        var moments = new List<TimeSpan>();
        for (var now = TimeSpan.Zero; moments.Count < Bots && now < TimeSpan.FromSeconds(24); now += step)
        {
            // Whoever has been told by now ends before time goes on: the gateway waits two seconds of this clock for its answer.
            var due = Math.Max(0, (int)((now - step) * Bots / TimeSpan.FromSeconds(21)));
            await UntilAsync(due);
            moments.AddRange(Enumerable.Repeat(now, closes.Count(close => close.IsCompleted) - moments.Count));
            exchange.Clock.Advance(step);
        }

        Assert.All(await Task.WhenAll(closes), close => Assert.Equal((1001, SocketEnd.Shutdown.Reason), close));
        Assert.InRange(moments[^1] - moments[0], TimeSpan.FromSeconds(12), TimeSpan.FromSeconds(24));
        await stopping.WaitAsync(Proxying.Sockets.RawSocket.Limit, TimeProvider.System);
        Array.ForEach(clients, client => client.Dispose());

        Task UntilAsync(int due) => Proxying.Sockets.RawSocket.UntilAsync(() => closes.Count(close => close.IsCompleted) >= due);
    }

    private static async Task<Exchange> StartAsync(Action<StxExchange>? prepare = null, params string[] settings)
    {
        var exchange = await Exchange.StartAsync(prepare, settings);
        await exchange.WhenStateAsync(AccountState.Active);
        return exchange;
    }
}
