using System.Net;
using System.Net.Http.Headers;
using Sandbox.Stx;

namespace Sandbox.Tests;

public sealed class MisbehaviourTests
{
    [Theory]
    [InlineData(MisbehaviourKind.ServerError500, 500, "application/json", "Internal Server Error")]
    [InlineData(MisbehaviourKind.BadGateway502, 502, "text/html", "502 Bad Gateway")]
    [InlineData(MisbehaviourKind.MaintenanceHtml200, 200, "text/html", "maintenance")]
    [InlineData(MisbehaviourKind.ForbiddenHtml403, 403, "text/html", "403 Forbidden")]
    [InlineData(MisbehaviourKind.GarbageJson, 200, "application/json", "{\"data\":{\"login\"")]
    [InlineData(MisbehaviourKind.TooManyRequests, 429, "application/json", "too many requests")]
    [InlineData(MisbehaviourKind.RejectPassword, 200, "application/json", "Invalid email or password")]
    [InlineData(MisbehaviourKind.Unauthorized, 200, "application/json", "unauthorized")]
    public async Task A_misbehaviour_answers_once_and_then_no_more(MisbehaviourKind kind, int status, string type, string text)
    {
        await using var bot = await Bot.StartAsync();
        bot.Knobs.Misbehave(StxOperations.Login, kind);

        using var response = await PostLoginAsync(bot);

        Assert.Equal(status, (int)response.StatusCode);
        Assert.Equal(type, response.Content.Headers.ContentType?.MediaType);
        Assert.Contains(text, await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Null(response.Headers.RetryAfter);
        Assert.Equal(status, Assert.Single(bot.Stx.Calls).Status);
        Assert.Equal(0, bot.Stx.LivingSessions(StxExchange.DefaultEmail));
        Assert.NotEmpty((await bot.LoginAsync()).Token());
    }

    [Fact]
    public async Task An_empty_body_is_a_success_without_content()
    {
        await using var bot = await Bot.StartAsync();
        bot.Knobs.Misbehave(StxOperations.Any, MisbehaviourKind.EmptyBody);

        using var response = await PostLoginAsync(bot);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Empty(await response.Content.ReadAsByteArrayAsync());
    }

    [Fact]
    public async Task Retry_after_is_written_in_seconds_or_as_a_date_of_the_exchanges_clock()
    {
        await using var bot = await Bot.StartAsync();
        bot.Knobs.Misbehave(StxOperations.Login, Misbehaviour.TooManyRequests(TimeSpan.FromSeconds(30)));
        bot.Knobs.Misbehave(StxOperations.Login, Misbehaviour.TooManyRequests(TimeSpan.FromSeconds(30), asDate: true));

        using var seconds = await PostLoginAsync(bot);
        using var date = await PostLoginAsync(bot);

        Assert.Equal(new RetryConditionHeaderValue(TimeSpan.FromSeconds(30)), seconds.Headers.RetryAfter);
        Assert.Equal(new RetryConditionHeaderValue(bot.Clock.GetUtcNow().AddSeconds(30)), date.Headers.RetryAfter);
    }

    [Fact]
    public async Task A_rejected_password_counts_as_an_attempt_and_a_server_error_does_not()
    {
        await using var bot = await Bot.StartAsync();
        bot.Knobs.Misbehave(StxOperations.Login, MisbehaviourKind.RejectPassword);
        bot.Knobs.Misbehave(StxOperations.Login, MisbehaviourKind.ServerError500);

        using var rejected = await PostLoginAsync(bot);
        using var failed = await PostLoginAsync(bot);

        Assert.Equal(1, bot.Stx.PasswordAttempts);
        Assert.Equal(2, bot.Stx.LoginsSent);
    }

    [Fact]
    public async Task A_hanging_call_ends_when_its_client_goes_away()
    {
        await using var bot = await Bot.StartAsync();
        bot.Knobs.Misbehave(StxOperations.Login, MisbehaviourKind.Hang);
        using var client = Bot.NewClient(bot.Server.BaseUrl);
        using var impatience = new CancellationTokenSource();

        var login = client.PostAsync("/api/graphql", LoginContent(), impatience.Token);
        await bot.Stx.WaitForCallsAsync(StxOperations.Login);
        Assert.False(login.IsCompleted);
        await impatience.CancelAsync();

        _ = await Assert.ThrowsAnyAsync<OperationCanceledException>(() => login);
        Assert.Equal(0, Assert.Single(bot.Stx.Calls).Status);
    }

    [Fact]
    public async Task Stopping_the_sandbox_cuts_calls_that_hang()
    {
        await using var bot = await Bot.StartAsync();
        bot.Knobs.Misbehave(StxOperations.Login, MisbehaviourKind.Hang);
        var login = PostLoginAsync(bot);
        await bot.Stx.WaitForCallsAsync(StxOperations.Login);

        await bot.Server.StopAsync();

        _ = await Assert.ThrowsAsync<HttpRequestException>(() => login);
    }

    [Fact]
    public async Task A_closed_connection_answers_nothing()
    {
        await using var bot = await Bot.StartAsync();
        bot.Knobs.Misbehave(StxOperations.Login, MisbehaviourKind.CloseConnection, times: null);

        _ = await Assert.ThrowsAsync<HttpRequestException>(() => PostLoginAsync(bot));

        Assert.Equal(0, bot.Stx.Calls[^1].Status);
        Assert.Equal(0, bot.Stx.PasswordAttempts);
    }

    [Fact]
    public async Task A_renewal_can_take_effect_and_its_answer_be_lost()
    {
        await using var bot = await Bot.StartAsync();
        var login = await bot.LoginAsync();
        Misbehaviour lost = MisbehaviourKind.BadGateway502;
        bot.Knobs.Misbehave(StxOperations.NewToken, lost with { AfterEffect = true });

        using var response = await bot.PostAsync(
            new { query = $"mutation {{ newToken(refreshToken: \"{login.RefreshToken()}\") {{ token }} }}" });

        Assert.Equal(HttpStatusCode.BadGateway, response.StatusCode);
        Assert.Equal("unauthorized", Bot.Error(await bot.AskNewTokenAsync(login.RefreshToken())));
        Assert.Equal(RefreshTokenState.Spent, bot.Stx.Calls[^1].RefreshTokenState);
    }

    [Theory]
    [InlineData(false, "unauthorized")]
    [InlineData(true, null)]
    public async Task A_gate_holds_a_renewal_before_or_after_its_effect(bool afterEffect, string? refusal)
    {
        await using var bot = await Bot.StartAsync();
        var login = await bot.LoginAsync();
        var gate = bot.Knobs.Hold(StxOperations.NewToken, afterEffect: afterEffect);

        var renewal = bot.AskNewTokenAsync(login.RefreshToken());
        await gate.ReachedAsync();
        Assert.Equal(1, gate.Waiting);
        Assert.False(renewal.IsCompleted);
        bot.Stx.RevokeSessions();
        gate.Release();

        Assert.Equal(refusal, Bot.Error(await renewal));
        Assert.True(gate.IsOpen);
        Assert.Equal(0, gate.Waiting);
    }

    [Fact]
    public async Task A_delayed_call_is_answered_properly()
    {
        await using var bot = await Bot.StartAsync();
        bot.Knobs.Misbehave(StxOperations.Any, Misbehaviour.Delay(TimeSpan.FromMilliseconds(1)));

        Assert.NotEmpty((await bot.LoginAsync()).Token());
        Assert.Equal(Misbehaviour.None, bot.Knobs.MisbehaviourFor(StxOperations.Login));
    }

    [Fact]
    public async Task Rules_apply_in_order_to_the_operations_that_they_name()
    {
        await using var bot = await Bot.StartAsync();
        var token = (await bot.LoginAsync()).Token();
        bot.Knobs.Misbehave("query:marketInfos", MisbehaviourKind.ServerError500, times: 2);
        bot.Knobs.Misbehave(StxOperations.Query, MisbehaviourKind.BadGateway502);
        bot.Knobs.Misbehave(StxOperations.Rest, MisbehaviourKind.Unauthorized);

        Assert.Equal([500, 500, 502, 200], await StatusesAsync(bot, "{ marketInfos { marketId } }", 4));
        Assert.Equal([200], await StatusesAsync(bot, "{ eventInfos { eventId } }", 1));
        Assert.Equal(HttpStatusCode.Unauthorized, (await bot.GetAsync("/x", token)).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await bot.GetAsync("/x", token)).StatusCode);
    }

    [Fact]
    public async Task Misbehaviour_without_end_ends_by_order()
    {
        await using var bot = await Bot.StartAsync();
        bot.Knobs.Misbehave(StxOperations.Any, MisbehaviourKind.ServerError500, times: null);

        Assert.Equal([500, 500, 500], await StatusesAsync(bot, "{ eventInfos { eventId } }", 3));
        bot.Knobs.Behave("login");
        Assert.Equal([500], await StatusesAsync(bot, "{ eventInfos { eventId } }", 1));
        bot.Knobs.Behave();
        Assert.Equal([200], await StatusesAsync(bot, "{ eventInfos { eventId } }", 1));
    }

    [Fact]
    public async Task An_operation_that_does_not_exist_cannot_misbehave()
    {
        await using var bot = await Bot.StartAsync();

        _ = Assert.Throws<ArgumentException>(() => bot.Knobs.Misbehave("logn", MisbehaviourKind.Hang));
        _ = Assert.Throws<ArgumentOutOfRangeException>(() => bot.Knobs.Misbehave("login", MisbehaviourKind.Hang, times: 0));
    }

    private static async Task<List<int>> StatusesAsync(Bot bot, string query, int times)
    {
        var statuses = new List<int>();
        for (var time = 0; time < times; time++)
        {
            using var response = await bot.PostAsync(new { query });
            statuses.Add((int)response.StatusCode);
        }

        return statuses;
    }

    private static Task<HttpResponseMessage> PostLoginAsync(Bot bot) => bot.Client.PostAsync("/api/graphql", LoginContent());

    private static StringContent LoginContent() => new(
        """{"query":"mutation { login(credentials: {email: \"bot@example.com\", password: \"sandbox-password\"}) { token } }"}""",
        MediaTypeHeaderValue.Parse("application/json"));
}
