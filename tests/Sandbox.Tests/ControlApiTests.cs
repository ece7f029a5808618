using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Sandbox.Stx;

namespace Sandbox.Tests;

public sealed class ControlApiTests
{
    [Fact]
    public async Task The_state_shows_users_counts_and_knobs_and_no_password()
    {
        await using var bot = await Bot.StartAsync();
        _ = await bot.LoginAsync();

        var text = await bot.Client.GetStringAsync("/sandbox/state");
        var state = JsonSerializer.Deserialize<JsonElement>(text);

        Assert.Equal(StxExchange.DefaultEmail, state.GetProperty("users")[0].Text("email"));
        Assert.Equal(1, state.GetProperty("users")[0].GetProperty("livingSessions").GetInt32());
        Assert.Equal(1, state.GetProperty("calls").GetProperty("login").GetInt32());
        Assert.Equal("01:00:00", state.GetProperty("knobs").Text("accessTokenLifetime"));
        Assert.DoesNotContain(StxExchange.DefaultPassword, text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_calls_are_listed_without_a_whole_token_and_can_be_forgotten()
    {
        await using var bot = await Bot.StartAsync();
        var login = await bot.LoginAsync();
        _ = await bot.NewTokenAsync(login.RefreshToken(), login.Token());
        using var socket = await bot.GetAsync($"/socket?token={login.Token()}", login.Token());

        var text = await bot.Client.GetStringAsync("/sandbox/calls");
        var calls = JsonSerializer.Deserialize<JsonElement>(text);

        Assert.Equal(["login", "newToken", "rest"], calls.EnumerateArray().Select(call => call.Text("operation")));
        Assert.Equal(8, calls[1].Text("refreshToken").Length);
        Assert.DoesNotContain(login.Token(), text, StringComparison.Ordinal);
        Assert.DoesNotContain(login.RefreshToken(), text, StringComparison.Ordinal);
        using var forgotten = await bot.Client.DeleteAsync("/sandbox/calls");
        Assert.Empty(bot.Stx.Calls);
    }

    [Fact]
    public async Task A_user_can_be_added_once()
    {
        await using var bot = await Bot.StartAsync();
        var user = new { email = "new@example.com", password = "secret", requiresTwoFactor = true };

        Assert.Equal(HttpStatusCode.Created, await SendAsync(bot, HttpMethod.Post, "users", user));
        Assert.Equal(HttpStatusCode.Conflict, await SendAsync(bot, HttpMethod.Post, "users", user));

        Assert.True((await bot.LoginAsync("new@example.com", "secret")).GetProperty("promptTwoFactorAuth").GetBoolean());
    }

    [Fact]
    public async Task Knobs_are_turned_by_name()
    {
        await using var bot = await Bot.StartAsync();

        var status = await SendAsync(
            bot, HttpMethod.Patch, "knobs", new { accessTokenLifetime = "00:01:00", refreshReuse = "Reject", tokensHaveExp = false, clockSkew = "-00:00:30" });

        Assert.Equal(HttpStatusCode.OK, status);
        Assert.Equal(TimeSpan.FromMinutes(1), bot.Knobs.AccessTokenLifetime);
        Assert.Equal(RefreshReuse.Reject, bot.Knobs.RefreshReuse);
        Assert.False(bot.Knobs.TokensHaveExp);
        Assert.Equal(TimeSpan.FromSeconds(-30), bot.Knobs.ClockSkew);
    }

    [Fact]
    public async Task A_wrong_knob_leaves_all_of_them_alone()
    {
        await using var bot = await Bot.StartAsync();

        var status = await SendAsync(bot, HttpMethod.Put, "knobs", new { tokensHaveExp = false, accessTokenLifetime = "soon" });

        Assert.Equal(HttpStatusCode.BadRequest, status);
        Assert.True(bot.Knobs.TokensHaveExp);
    }

    [Theory]
    [InlineData("access", true)]
    [InlineData("sessions", false)]
    public async Task Tokens_are_revoked_with_or_without_their_session(string what, bool renewable)
    {
        await using var bot = await Bot.StartAsync();
        var login = await bot.LoginAsync();

        Assert.Equal(HttpStatusCode.OK, await SendAsync(bot, HttpMethod.Post, "revoke", new { what, email = StxExchange.DefaultEmail }));

        Assert.Equal("unauthorized", await bot.WhoAmIAsync(login.Token()));
        Assert.Equal(renewable, Bot.Error(await bot.AskNewTokenAsync(login.RefreshToken())) is null);
    }

    [Fact]
    public async Task A_misbehaviour_is_ordered_and_called_off()
    {
        await using var bot = await Bot.StartAsync();
        var order = new { operation = "newToken", kind = "tooManyRequests", times = "forever", retryAfterSeconds = 5, afterEffect = true };

        Assert.Equal(HttpStatusCode.OK, await SendAsync(bot, HttpMethod.Post, "misbehave", order));

        var expected = Misbehaviour.TooManyRequests(TimeSpan.FromSeconds(5)) with { AfterEffect = true };
        Assert.Equal(expected, bot.Knobs.MisbehaviourFor(StxOperations.NewToken));
        Assert.Equal(HttpStatusCode.OK, await SendAsync(bot, HttpMethod.Delete, "misbehave", null));
        Assert.Equal(Misbehaviour.None, bot.Knobs.MisbehaviourFor(StxOperations.NewToken));
    }

    [Theory]
    [InlineData("misbehave", "{\"operation\":\"logn\",\"kind\":\"Hang\"}", 400)]
    [InlineData("misbehave", "{\"operation\":\"login\",\"kind\":\"3\"}", 400)]
    [InlineData("misbehave", "{\"operation\":\"login\",\"kind\":\"Hang\",\"times\":0}", 400)]
    [InlineData("misbehave", "{\"operation\":\"login\",\"kind\":\"Hang\",\"times\":null}", 400)]
    [InlineData("misbehave", "{\"operation\":\"login\",\"kind\":\"Delay\",\"delaySeconds\":-1}", 400)]
    [InlineData("misbehave", "[]", 400)]
    [InlineData("misbehave", "{", 400)]
    [InlineData("revoke", "{\"what\":\"everything\"}", 400)]
    [InlineData("revoke", "{\"email\":\"nobody@example.com\"}", 404)]
    [InlineData("users", "{}", 400)]
    [InlineData("nothing", "{}", 404)]
    public async Task A_wrong_order_says_what_is_wrong(string path, string body, int status)
    {
        await using var bot = await Bot.StartAsync();

        using var response = await bot.Client.PostAsync($"/sandbox/{path}", new StringContent(body));

        Assert.Equal(status, (int)response.StatusCode);
        Assert.NotEmpty((await response.Content.ReadFromJsonAsync<JsonElement>()).Text("error"));
    }

    [Fact]
    public async Task Held_streams_can_be_released()
    {
        await using var bot = await Bot.StartAsync();
        var gate = bot.Stx.StreamGate;

        Assert.Equal(HttpStatusCode.OK, await SendAsync(bot, HttpMethod.Post, "release", null));

        Assert.True(gate.IsOpen);
    }

    [Fact]
    public async Task A_page_in_a_browser_is_turned_away()
    {
        await using var bot = await Bot.StartAsync();
        using var request = new HttpRequestMessage(HttpMethod.Post, "/sandbox/revoke");
        request.Headers.Add("Origin", "https://example.com");

        using var response = await bot.Client.SendAsync(request);

        Assert.Equal(HttpStatusCode.Forbidden, response.StatusCode);
    }

    private static async Task<HttpStatusCode> SendAsync(Bot bot, HttpMethod method, string path, object? body)
    {
        using var request = new HttpRequestMessage(method, $"/sandbox/{path}") { Content = body is null ? null : JsonContent.Create(body) };
        using var response = await bot.Client.SendAsync(request);
        return response.StatusCode;
    }
}
