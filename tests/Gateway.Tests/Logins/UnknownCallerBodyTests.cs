using System.Globalization;
using System.Net.Sockets;
using System.Text;
using Gateway.Inbound;
using Gateway.Listeners;
using Gateway.Tests.Inbound;
using Gateway.Tests.Proxying;

namespace Gateway.Tests.Logins;

/// <summary>Bodies that are read before anybody has shown a key.</summary>
public sealed class UnknownCallerBodyTests
{
    private const string Key = "caller-key-0123456789abcdef";
    private const string Login = """{"query":"mutation { logout { __typename } a: login(credentials: {password: \"caller-key-0123456789abcdef\"}) { userId } }"}""";

    [Fact]
    public async Task A_body_that_is_too_long_is_not_read()
    {
        await using var gateway = await GuardedGateway.StartAsync($"Gateway:Inbound:Callers:bot:Key={Key}");
        using var client = await SendAsync(gateway, LoginBodies.MaxLength + 1, string.Empty);

        Assert.Contains(" 401 ", await RawClient.ReadUntilAsync(client.GetStream(), "\r\n"), StringComparison.Ordinal);
        Assert.Empty(gateway.Journal);
    }

    [Fact]
    public async Task Slow_bodies_are_given_up_and_make_room_for_others()
    {
        await using var gateway = await GuardedGateway.StartAsync($"Gateway:Inbound:Callers:bot:Key={Key}");
        var slow = new List<TcpClient>();
        for (var i = 0; i < LoginBodies.MostAtOnce + 3; i++)
        {
            slow.Add(await SendAsync(gateway, LoginBodies.SmallLength + 100, new string(' ', LoginBodies.SmallLength)));
        }

        try
        {
            // However many of them there are, a login needs to wait for none.
            using var quick = await SendAsync(gateway, Login.Length, Login);
            Assert.Contains(" 200 ", await RawClient.ReadUntilAsync(quick.GetStream(), "\r\n"), StringComparison.Ordinal);

            foreach (var client in slow)
            {
                var head = RawClient.ReadUntilAsync(client.GetStream(), "\r\n");
                while (!head.IsCompleted)
                {
                    gateway.Clock.Advance(LoginBodies.Patience);
                    await Task.WhenAny(head, Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, TestContext.Current.CancellationToken));
                }

                Assert.Contains(" 401 ", await head, StringComparison.Ordinal);
            }
        }
        finally
        {
            slow.ForEach(client => client.Dispose());
        }

        var longer = Login + new string(' ', LoginBodies.SmallLength);
        using var honest = await SendAsync(gateway, longer.Length, longer);
        Assert.Contains(" 200 ", await RawClient.ReadUntilAsync(honest.GetStream(), "\r\n"), StringComparison.Ordinal);
    }

    private static async Task<TcpClient> SendAsync(GuardedGateway gateway, int length, string body)
    {
        var port = gateway.Port(ListenerKind.Proxy);
        var client = await RawClient.ConnectAsync(port);
        var text = $"POST /api/graphql HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nContent-Type: application/json\r\nContent-Length: {length.ToString(CultureInfo.InvariantCulture)}\r\n\r\n{body}";
        await client.GetStream().WriteAsync(Encoding.ASCII.GetBytes(text));
        return client;
    }
}
