using Sandbox.Stx;

namespace Sandbox.Tests;

public sealed class RenewalTests
{
    [Fact]
    public async Task An_access_token_dies_at_its_expiry_and_not_before()
    {
        await using var bot = await Bot.StartAsync();
        var token = (await bot.LoginAsync()).Token();

        bot.Clock.Advance(TimeSpan.FromMinutes(60) - TimeSpan.FromSeconds(1));
        Assert.Equal(StxExchange.DefaultEmail, await bot.WhoAmIAsync(token));
        bot.Clock.Advance(TimeSpan.FromSeconds(1));

        Assert.Equal("unauthorized", await bot.WhoAmIAsync(token));
        Assert.Equal(TokenState.Expired, bot.Stx.Calls[^1].TokenState);
        Assert.Equal(bot.Stx.DefaultUser, bot.Stx.Calls[^1].Owner);
    }

    [Fact]
    public async Task A_renewal_needs_no_bearer_and_answers_two_new_tokens_of_the_same_session()
    {
        await using var bot = await Bot.StartAsync();
        bot.Knobs.AccessTokenLifetime = TimeSpan.FromMinutes(5);
        var login = await bot.LoginAsync();
        bot.Clock.Advance(TimeSpan.FromMinutes(6));

        var renewed = await bot.NewTokenAsync(login.RefreshToken());

        Assert.NotEqual(login.Token(), renewed.Token());
        Assert.NotEqual(login.RefreshToken(), renewed.RefreshToken());
        Assert.Equal(login.Text("sessionId"), renewed.Text("sessionId"));
        Assert.Equal(StxExchange.DefaultEmail, await bot.WhoAmIAsync(renewed.Token()));
        var call = bot.Stx.Calls.Single(call => call.Operation == StxOperations.NewToken);
        Assert.Equal(RefreshTokenState.Good, call.RefreshTokenState);
        Assert.Equal(login.RefreshToken(), call.RefreshToken);
        Assert.Equal(TokenState.None, call.TokenState);
    }

    [Fact]
    public async Task A_reused_refresh_token_ends_the_whole_session()
    {
        await using var bot = await Bot.StartAsync();
        var login = await bot.LoginAsync();
        var renewed = await bot.NewTokenAsync(login.RefreshToken());

        var answer = await bot.AskNewTokenAsync(login.RefreshToken());

        Assert.Equal("unauthorized", Bot.Error(answer));
        Assert.Equal(RefreshTokenState.Spent, bot.Stx.Calls[^1].RefreshTokenState);
        Assert.Equal("unauthorized", await bot.WhoAmIAsync(renewed.Token()));
        Assert.Equal("unauthorized", Bot.Error(await bot.AskNewTokenAsync(renewed.RefreshToken())));
        Assert.Equal(RefreshTokenState.Revoked, bot.Stx.Calls[^1].RefreshTokenState);
        Assert.Equal(0, bot.Stx.LivingSessions(StxExchange.DefaultEmail));
    }

    [Fact]
    public async Task Reuse_can_be_rejected_without_harm_to_the_session()
    {
        await using var bot = await Bot.StartAsync();
        bot.Knobs.RefreshReuse = RefreshReuse.Reject;
        var login = await bot.LoginAsync();
        var renewed = await bot.NewTokenAsync(login.RefreshToken());

        Assert.Equal("unauthorized", Bot.Error(await bot.AskNewTokenAsync(login.RefreshToken())));

        Assert.Equal(StxExchange.DefaultEmail, await bot.WhoAmIAsync(renewed.Token()));
        Assert.NotEmpty((await bot.NewTokenAsync(renewed.RefreshToken())).Token());
    }

    [Fact]
    public async Task Reuse_can_be_accepted()
    {
        await using var bot = await Bot.StartAsync();
        bot.Knobs.RefreshReuse = RefreshReuse.Accept;
        var login = await bot.LoginAsync();
        _ = await bot.NewTokenAsync(login.RefreshToken());

        var again = await bot.NewTokenAsync(login.RefreshToken());

        Assert.Equal(StxExchange.DefaultEmail, await bot.WhoAmIAsync(again.Token()));
        Assert.Equal(RefreshTokenState.Spent, bot.Stx.Calls.Last(call => call.Operation == StxOperations.NewToken).RefreshTokenState);
    }

    [Fact]
    public async Task Without_rotation_the_same_refresh_token_is_answered()
    {
        await using var bot = await Bot.StartAsync();
        bot.Knobs.RotateRefreshTokens = false;
        var login = await bot.LoginAsync();

        var first = await bot.NewTokenAsync(login.RefreshToken());
        var second = await bot.NewTokenAsync(first.RefreshToken());

        Assert.Equal(login.RefreshToken(), second.RefreshToken());
        Assert.NotEqual(first.Token(), second.Token());
    }

    [Fact]
    public async Task An_empty_refresh_token_in_the_answer_leaves_the_old_one_good()
    {
        await using var bot = await Bot.StartAsync();
        bot.Knobs.EmptyRefreshTokenOnRenewal = true;
        var login = await bot.LoginAsync();

        Assert.Equal("", (await bot.NewTokenAsync(login.RefreshToken())).RefreshToken());

        Assert.NotEmpty((await bot.NewTokenAsync(login.RefreshToken())).Token());
    }

    [Fact]
    public async Task A_refresh_token_dies_a_day_after_its_own_issue()
    {
        await using var bot = await Bot.StartAsync();
        var login = await bot.LoginAsync();
        bot.Clock.Advance(TimeSpan.FromHours(23));
        var renewed = await bot.NewTokenAsync(login.RefreshToken());

        bot.Clock.Advance(TimeSpan.FromHours(23));
        var again = await bot.NewTokenAsync(renewed.RefreshToken());
        bot.Clock.Advance(TimeSpan.FromHours(24));

        Assert.Equal("unauthorized", Bot.Error(await bot.AskNewTokenAsync(again.RefreshToken())));
        Assert.Equal(RefreshTokenState.Expired, bot.Stx.Calls[^1].RefreshTokenState);
    }

    [Fact]
    public async Task The_lifetime_of_refresh_tokens_can_be_set()
    {
        await using var bot = await Bot.StartAsync();
        bot.Knobs.RefreshTokenLifetime = TimeSpan.FromMinutes(2);
        var login = await bot.LoginAsync();
        bot.Clock.Advance(TimeSpan.FromMinutes(2));

        Assert.Equal("unauthorized", Bot.Error(await bot.AskNewTokenAsync(login.RefreshToken())));
    }

    [Fact]
    public async Task A_refresh_token_from_elsewhere_is_unknown()
    {
        await using var bot = await Bot.StartAsync();

        Assert.Equal("unauthorized", Bot.Error(await bot.AskNewTokenAsync("made-up")));

        Assert.Equal(RefreshTokenState.Unknown, bot.Stx.Calls[^1].RefreshTokenState);
    }

    [Theory]
    [InlineData(false, StxExchange.DefaultEmail)]
    [InlineData(true, "unauthorized")]
    public async Task Whether_a_renewal_kills_the_old_access_token_is_a_knob(bool kills, string answer)
    {
        await using var bot = await Bot.StartAsync();
        bot.Knobs.RenewalRevokesAccessTokens = kills;
        var login = await bot.LoginAsync();

        var renewed = await bot.NewTokenAsync(login.RefreshToken());

        Assert.Equal(answer, await bot.WhoAmIAsync(login.Token()));
        Assert.Equal(StxExchange.DefaultEmail, await bot.WhoAmIAsync(renewed.Token()));
    }

    [Fact]
    public async Task A_renewal_can_be_made_to_need_a_bearer_of_its_session()
    {
        await using var bot = await Bot.StartAsync();
        bot.Knobs.NewTokenNeedsBearer = true;
        var login = await bot.LoginAsync();
        var stranger = await bot.LoginAsync();
        bot.Clock.Advance(TimeSpan.FromMinutes(61));

        Assert.Equal("unauthorized", Bot.Error(await bot.AskNewTokenAsync(login.RefreshToken())));
        Assert.Equal("unauthorized", Bot.Error(await bot.AskNewTokenAsync(login.RefreshToken(), stranger.Token())));
        Assert.NotEmpty((await bot.NewTokenAsync(login.RefreshToken(), login.Token())).Token());
    }

    [Fact]
    public async Task Only_one_of_two_racing_renewals_can_win()
    {
        await using var bot = await Bot.StartAsync();
        bot.Knobs.RefreshReuse = RefreshReuse.Reject;
        var login = await bot.LoginAsync();
        var gate = bot.Knobs.Hold(StxOperations.NewToken, times: 2);

        var first = bot.AskNewTokenAsync(login.RefreshToken());
        var second = bot.AskNewTokenAsync(login.RefreshToken());
        await gate.ReachedAsync(2);
        gate.Release();

        var refusals = (await Task.WhenAll(first, second)).Select(Bot.Error);
        Assert.Equal([null, "unauthorized"], refusals.Order(StringComparer.Ordinal));
    }
}
