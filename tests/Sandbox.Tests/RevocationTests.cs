using Sandbox.Stx;

namespace Sandbox.Tests;

public sealed class RevocationTests
{
    [Fact]
    public async Task Revoked_access_tokens_can_still_be_renewed()
    {
        await using var bot = await Bot.StartAsync();
        var login = await bot.LoginAsync();

        bot.Stx.RevokeAccessTokens(StxExchange.DefaultEmail);

        Assert.Equal("unauthorized", await bot.WhoAmIAsync(login.Token()));
        Assert.Equal(TokenState.Revoked, bot.Stx.Calls[^1].TokenState);
        Assert.Equal(StxExchange.DefaultEmail, await bot.WhoAmIAsync((await bot.NewTokenAsync(login.RefreshToken())).Token()));
    }

    [Fact]
    public async Task Revoked_sessions_cannot_be_renewed_and_other_users_are_untouched()
    {
        await using var bot = await Bot.StartAsync();
        _ = bot.Stx.AddUser("other@example.com", "secret");
        var login = await bot.LoginAsync();
        var other = await bot.LoginAsync("other@example.com", "secret");

        bot.Stx.RevokeSessions(StxExchange.DefaultEmail);

        Assert.Equal("unauthorized", Bot.Error(await bot.AskNewTokenAsync(login.RefreshToken())));
        Assert.Equal("other@example.com", await bot.WhoAmIAsync(other.Token()));
        Assert.Equal(1, bot.Stx.LivingSessions("other@example.com"));
    }

    [Fact]
    public async Task Revoking_all_tokens_leaves_nobody_in()
    {
        await using var bot = await Bot.StartAsync();
        var login = await bot.LoginAsync();

        bot.Stx.RevokeAllTokens();

        Assert.Equal("unauthorized", await bot.WhoAmIAsync(login.Token()));
        Assert.Equal(0, bot.Stx.LivingSessions(StxExchange.DefaultEmail));
    }

    [Fact]
    public async Task A_logout_ends_every_session_of_the_device_and_no_other()
    {
        await using var bot = await Bot.StartAsync();
        var first = await bot.LoginAsync(deviceId: "one");
        var second = await bot.LoginAsync(deviceId: "one");
        var elsewhere = await bot.LoginAsync(deviceId: "two");

        var answer = await bot.AskAsync("mutation { logout { __typename } }", token: first.Token());

        Assert.Equal("LogoutResult", answer.GetProperty("data").GetProperty("logout").Text("__typename"));
        Assert.Equal("unauthorized", await bot.WhoAmIAsync(first.Token()));
        Assert.Equal("unauthorized", await bot.WhoAmIAsync(second.Token()));
        Assert.Equal("unauthorized", Bot.Error(await bot.AskNewTokenAsync(second.RefreshToken())));
        Assert.Equal(StxExchange.DefaultEmail, await bot.WhoAmIAsync(elsewhere.Token()));
        Assert.Equal(1, bot.Stx.Count(StxOperations.Logout));
    }

    [Fact]
    public async Task A_logout_without_a_token_is_refused()
    {
        await using var bot = await Bot.StartAsync();

        Assert.Equal("unauthorized", Bot.Error(await bot.AskAsync("mutation { logout { __typename } }")));
    }

    [Fact]
    public async Task A_tampered_token_is_unknown()
    {
        await using var bot = await Bot.StartAsync();
        var token = (await bot.LoginAsync()).Token();

        Assert.Equal("unauthorized", await bot.WhoAmIAsync(token[..^3] + "AAA"));

        Assert.Equal(TokenState.Unknown, bot.Stx.Calls[^1].TokenState);
        Assert.Null(bot.Stx.Calls[^1].Owner);
    }

    [Theory]
    [InlineData(RefusalStyle.GraphQl200, 200)]
    [InlineData(RefusalStyle.Http401, 401)]
    public async Task A_bad_token_is_refused_in_the_chosen_style(RefusalStyle style, int status)
    {
        await using var bot = await Bot.StartAsync();
        bot.Knobs.RefusalStyle = style;

        using var response = await bot.PostAsync(new { query = "{ userProfile { email } }" }, "bad");

        Assert.Equal(status, (int)response.StatusCode);
        Assert.Equal("""{"errors":[{"message":"unauthorized"}],"data":null}""", await response.Content.ReadAsStringAsync());
        Assert.Equal(status, bot.Stx.Calls[^1].Status);
    }

    [Fact]
    public async Task Refused_fields_can_be_answered_as_null_inside_data()
    {
        await using var bot = await Bot.StartAsync();
        bot.Knobs.RefusalsKeepData = true;

        var answer = await bot.AskAsync("{ userProfile { email } }");

        Assert.Equal("""{"errors":[{"message":"unauthorized"}],"data":{"userProfile":null}}""", answer.GetRawText());
    }

    [Theory]
    [InlineData(false, null)]
    [InlineData(true, "unauthorized")]
    public async Task Whether_public_fields_mind_a_bad_token_is_a_knob(bool minds, string? refusal)
    {
        await using var bot = await Bot.StartAsync();
        bot.Knobs.RefuseBadTokenOnPublicFields = minds;

        Assert.Equal(refusal, Bot.Error(await bot.AskAsync("{ marketInfos { marketId } }", token: "bad")));
        Assert.Null(Bot.Error(await bot.AskAsync("{ marketInfos { marketId } }")));
    }
}
