using System.Net;
using Sandbox.Stx;

namespace Sandbox.Tests;

public sealed class ServerTests
{
    [Theory]
    [InlineData("http://0.0.0.0:0")]
    [InlineData("http://192.0.2.1:9090")]
    [InlineData("http://example.com")]
    [InlineData("https://127.0.0.1:0")]
    [InlineData("http://127.0.0.1:0/path")]
    [InlineData("127.0.0.1")]
    public async Task Only_plain_http_on_loopback_is_listened_on(string url) =>
        _ = await Assert.ThrowsAsync<ArgumentException>(() => SandboxServer.StartAsync(new SandboxOptions { Url = url }));

    [Fact]
    public async Task HTTP_2_is_spoken_by_prior_knowledge_when_asked_for()
    {
        await using var server = await SandboxServer.StartAsync(new SandboxOptions { Http2 = true });
        using var client = Bot.NewClient(server.BaseUrl);
        using var request = new HttpRequestMessage(HttpMethod.Get, "/sandbox/state")
        {
            Version = HttpVersion.Version20,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
        };

        using var response = await client.SendAsync(request);

        Assert.Equal(HttpVersion.Version20, response.Version);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
    }

    [Fact]
    public async Task An_exchange_survives_its_server_and_keeps_its_sessions_on_the_same_port()
    {
        await using var bot = await Bot.StartAsync();
        var token = (await bot.LoginAsync()).Token();
        await bot.Server.StopAsync();
        _ = await Assert.ThrowsAsync<HttpRequestException>(() => bot.WhoAmIAsync(token));

        await using var again = await SandboxServer.StartAsync(
            new SandboxOptions { Url = bot.Server.BaseUrl.ToString(), Exchange = bot.Stx });

        Assert.Equal(bot.Server.BaseUrl, again.BaseUrl);
        Assert.Equal(StxExchange.DefaultEmail, await bot.WhoAmIAsync(token));
    }

    [Fact]
    public async Task The_journal_counts_classes_of_calls_and_can_be_cleared()
    {
        await using var bot = await Bot.StartAsync();
        var login = await bot.LoginAsync(deviceId: "device-1");
        _ = await bot.WhoAmIAsync(login.Token());
        _ = await bot.AskAsync("{ eventInfos { title } }");

        var call = bot.Stx.Calls[0];
        Assert.Equal((StxExchange.DefaultEmail, "device-1", "POST", "/api/graphql"), (call.Email, call.DeviceId, call.Method, call.RawTarget));
        Assert.Equal(bot.Clock.GetUtcNow(), call.At);
        Assert.Equal(2, bot.Stx.Count(StxOperations.Query));
        Assert.Equal(3, bot.Stx.Count(StxOperations.Any));
        Assert.Equal(TokenState.Good, bot.Stx.Calls[1].TokenState);
        bot.Stx.ClearCalls();
        Assert.Empty(bot.Stx.Calls);
        Assert.Equal((0, 0), (bot.Stx.Count(StxOperations.Any), bot.Stx.PasswordAttempts));
    }

    [Fact]
    public async Task Two_users_cannot_share_an_email()
    {
        await using var bot = await Bot.StartAsync();

        _ = Assert.Throws<ArgumentException>(() => bot.Stx.AddUser("BOT@example.com", "x"));
        _ = Assert.Throws<ArgumentException>(() => bot.Stx.LivingSessions("nobody@example.com"));
    }
}
