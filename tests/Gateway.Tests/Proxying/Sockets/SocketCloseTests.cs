using System.Text;
using Gateway.Core.Sessions;
using Gateway.Proxying.Sockets;

namespace Gateway.Tests.Proxying.Sockets;

/// <summary>The gateway's own close frames, seen from both ends of raw connections.</summary>
public sealed class SocketCloseTests
{
    private static CancellationToken Limit => new CancellationTokenSource(RawSocket.Limit, TimeProvider.System).Token;

    [Fact]
    public async Task A_socket_of_an_account_that_is_gone_is_closed_on_both_sides_in_the_way_of_the_protocol()
    {
        await using var socket = await RawSocket.OpenAsync();
        RemoveAccount(socket);

        var (opcode, payload) = await Frames.ReadAsync(socket.Caller, Limit);
        Assert.Equal((Frames.Close, 4401), (opcode, Frames.CodeOf(payload)));
        Assert.Equal(SocketEnd.AccountRemoved.Reason, Encoding.UTF8.GetString(payload.AsSpan(2)));
        var (upstreamOpcode, upstreamPayload) = await Frames.ReadAsync(socket.Upstream, Limit);
        Assert.Equal((Frames.Close, 1001), (upstreamOpcode, Frames.CodeOf(upstreamPayload)));

        await AnswerAsync(socket);
        Assert.Equal(0, await socket.Caller.ReadAsync(new byte[1], Limit));
        await RawSocket.UntilAsync(() => socket.Open.Count == 0);
    }

    [Fact]
    public async Task A_close_waits_for_the_end_of_the_frame_that_is_under_way_and_nothing_follows_it()
    {
        await using var socket = await RawSocket.OpenAsync();
        var frame = Frames.Make(Frames.Binary, Encoding.ASCII.GetBytes(new string('x', 100_000)), final: false);
        await socket.Upstream.WriteAsync(frame.AsMemory(0, 60_000), Limit);
        var begin = new byte[60_000];
        await socket.Caller.ReadExactlyAsync(begin, Limit);

        RemoveAccount(socket);
        await Frames.ReadAsync(socket.Upstream, Limit);
        await socket.Upstream.WriteAsync((byte[])[.. frame[60_000..], .. Frames.Make(Frames.Text, "too late"u8)], Limit);

        var rest = new byte[frame.Length - begin.Length];
        await socket.Caller.ReadExactlyAsync(rest, Limit);
        Assert.True(frame.AsSpan().SequenceEqual((byte[])[.. begin, .. rest]));
        var (opcode, payload) = await Frames.ReadAsync(socket.Caller, Limit);
        Assert.Equal((Frames.Close, 4401), (opcode, Frames.CodeOf(payload)));
        await AnswerAsync(socket);
        Assert.Equal(0, await socket.Caller.ReadAsync(new byte[1], Limit));
    }

    [Fact]
    public async Task A_frame_that_never_ends_is_cut_after_a_while()
    {
        await using var socket = await RawSocket.OpenAsync();
        await socket.Upstream.WriteAsync(Frames.Make(Frames.Binary, new byte[1000]).AsMemory(0, 500), Limit);
        await socket.Caller.ReadExactlyAsync(new byte[500], Limit);

        RemoveAccount(socket);

        await RawSocket.UntilAsync(() => socket.Open.Count == 0);
        try
        {
            Assert.Equal(0, await socket.Caller.ReadAsync(new byte[1], Limit));
        }
        catch (IOException)
        {
            // Cut is cut.
        }
    }

    [Fact]
    public async Task A_close_of_the_upstreams_own_is_not_followed_by_one_of_the_gateway()
    {
        await using var socket = await RawSocket.OpenAsync();
        await socket.Upstream.WriteAsync(Frames.Make(Frames.Close, [0x0F, 0xA0]), Limit);
        var (_, payload) = await Frames.ReadAsync(socket.Caller, Limit);
        Assert.Equal(4000, Frames.CodeOf(payload));

        RemoveAccount(socket);
        await AnswerAsync(socket);

        Assert.Equal(0, await socket.Caller.ReadAsync(new byte[1], Limit));
    }

    [Fact]
    public async Task A_stop_closes_sockets_with_1001_and_ends_when_the_last_has_gone()
    {
        await using var socket = await RawSocket.OpenAsync(ProxyFixture.Settings with { DrainTimeout = TimeSpan.FromMinutes(30) });

        var stop = socket.Proxy.Gateway.StopAsync(Limit);
        var (opcode, payload) = await Frames.ReadAsync(socket.Caller, Limit);
        Assert.Equal((Frames.Close, 1001), (opcode, Frames.CodeOf(payload)));
        await AnswerAsync(socket);

        await stop.WaitAsync(RawSocket.Limit, TimeProvider.System);
    }

    [Theory]
    [InlineData(null, 0)]
    [InlineData("somebody@else.example", 4401)]
    public async Task Only_another_user_of_a_rebuilt_account_takes_its_sockets(string? email, int code)
    {
        await using var socket = await RawSocket.OpenAsync();
        var before = socket.Proxy.Account.Definition;
        socket.Proxy.Accounts.All =
        [
            new FakeAccount("bot", socket.Proxy.Upstream.Url) { Definition = before with { LoginBudget = 7, Credentials = before.Credentials with { Email = email } } },
        ];

        socket.Open.Review();
        await socket.Upstream.WriteAsync(Frames.Make(Frames.Text, "still here"u8), Limit);

        var (opcode, payload) = await Frames.ReadAsync(socket.Caller, Limit);
        Assert.Equal(code == 0 ? (Frames.Text, 0) : (Frames.Close, code), (opcode, code == 0 ? 0 : Frames.CodeOf(payload)));
    }

    private static void RemoveAccount(RawSocket socket)
    {
        socket.Proxy.Accounts.All = Array.Empty<IAccountSession>();
        socket.Open.Review();
    }

    // Both ends answer as their libraries would.
    private static async Task AnswerAsync(RawSocket socket)
    {
        await socket.Caller.WriteAsync(Frames.Make(Frames.Close, [0x03, 0xE9], mask: [1, 2, 3, 4]), Limit);
        await socket.Upstream.WriteAsync(Frames.Make(Frames.Close, [0x03, 0xE9]), Limit);
    }
}
