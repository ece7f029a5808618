using System.Text;
using Gateway.Listeners;
using Gateway.Tests.Proxying.Sockets;

namespace Gateway.Tests.Inbound;

/// <summary>Sockets of callers whose keys go while they are open.</summary>
public sealed class CallerSocketTests
{
    private const string Old = "old-key-0123456789abcdefghi";
    private const string New = "new-key-0123456789abcdefghi";

    private static CancellationToken Limit => new CancellationTokenSource(RawSocket.Limit, TimeProvider.System).Token;

    [Theory]
    [InlineData("""{"Gateway":{"Inbound":{"Callers":{"a":{"Key":"new-key-0123456789abcdefghi"},"b":{"Key":"bystander-key-0123456789abc"}}}}}""", "key was removed")]
    [InlineData("""{"Gateway":{"Inbound":{"Callers":{"b":{"Key":"bystander-key-0123456789abc"}}}}}""", "key was removed")]
    [InlineData("""{"Gateway":{"Inbound":{"Callers":{"a":{"Key":"old-key-0123456789abcdefghi","Account":"two"},"b":{"Key":"bystander-key-0123456789abc"}}}}}""", "may no longer")]
    [InlineData("""{"Gateway":{"Inbound":{"Callers":{"a":{"Key":"old-key-0123456789abcdefghi","ReadOnly":true},"b":{"Key":"bystander-key-0123456789abc"}}}}}""", "may only read")]
    public async Task A_key_that_is_removed_changed_or_narrowed_closes_its_sockets_and_no_others(string changed, string reason)
    {
        await using var gateway = await GuardedGateway.StartAsync(
            """{"Gateway":{"Inbound":{"Callers":{"a":{"Key":"old-key-0123456789abcdefghi"},"b":{"Key":"bystander-key-0123456789abc"}}}}}""", []);
        var mine = await OpenAsync(gateway, Old);
        var other = await OpenAsync(gateway, "bystander-key-0123456789abc");
        using (mine)
        using (other)
        {
            await gateway.RewriteAsync(changed);

            var (opcode, payload) = await Frames.ReadAsync(mine.GetStream(), Limit);
            Assert.Equal((Frames.Close, 4401), (opcode, Frames.CodeOf(payload)));
            Assert.Contains(reason, Encoding.UTF8.GetString(payload.AsSpan(2)), StringComparison.Ordinal);
            Assert.False(other.GetStream().DataAvailable);
        }
    }

    [Fact]
    public async Task A_key_file_that_changes_closes_the_sockets_of_its_old_key()
    {
        var file = Path.GetTempFileName();
        try
        {
            await File.WriteAllTextAsync(file, Old, TestContext.Current.CancellationToken);
            await using var gateway = await GuardedGateway.StartAsync($"Gateway:Inbound:Callers:a:KeyFile={file}");
            using var mine = await OpenAsync(gateway, Old);

            await File.WriteAllTextAsync(file, New, TestContext.Current.CancellationToken);
            gateway.Clock.Advance(TimeSpan.FromSeconds(2));

            var (opcode, payload) = await Frames.ReadAsync(mine.GetStream(), Limit);
            Assert.Equal((Frames.Close, 4401), (opcode, Frames.CodeOf(payload)));
        }
        finally
        {
            File.Delete(file);
        }
    }

    private static async Task<System.Net.Sockets.TcpClient> OpenAsync(GuardedGateway gateway, string key)
    {
        var (response, connection) = await gateway.OpenAsync(
            ListenerKind.Proxy, "GET", "/socket", $"X-Gateway-Key: {key}", "Connection: Upgrade", "Upgrade: websocket", "Sec-WebSocket-Version: 13", "Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==");
        Assert.Equal(101, response.Status);
        return connection;
    }
}
