using System.Net.Http.Json;
using System.Text.Json;
using Sandbox.Stx;

namespace Sandbox.Tests;

public sealed class TwoFactorTests
{
    [Fact]
    public async Task The_mailed_code_brings_tokens_of_the_same_session_once()
    {
        await using var bot = await StartAsync();
        var sessionId = (await bot.LoginAsync()).Text("sessionId");
        var mail = Assert.Single(bot.Stx.Mails);

        Assert.Equal((StxExchange.DefaultEmail, sessionId, bot.Clock.GetUtcNow()), (mail.To, mail.SessionId, mail.SentAt));
        Assert.Matches("^[0-9]{6}$", mail.Code);
        var confirmed = (await ConfirmAsync(bot, mail.Code, sessionId)).GetProperty("data").GetProperty("confirm2Fa");
        Assert.Equal(sessionId, confirmed.Text("sessionId"));
        Assert.Equal(StxExchange.DefaultEmail, await bot.WhoAmIAsync(confirmed.Token()));
        Assert.Equal("Two-factor session not found", Bot.Error(await ConfirmAsync(bot, mail.Code, sessionId)));
    }

    [Fact]
    public async Task A_login_ends_with_its_last_try()
    {
        await using var bot = await StartAsync();
        bot.Knobs.CodeTries = 2;
        var sessionId = (await bot.LoginAsync()).Text("sessionId");
        var wrong = bot.Stx.Mails[0].Code == "000000" ? "000001" : "000000";

        Assert.Equal("Invalid two-factor code", Bot.Error(await ConfirmAsync(bot, wrong, sessionId)));
        Assert.Equal("Invalid two-factor code", Bot.Error(await ConfirmAsync(bot, wrong, sessionId)));
        Assert.Equal("Two-factor session not found", Bot.Error(await ConfirmAsync(bot, bot.Stx.Mails[0].Code, sessionId)));
    }

    [Fact]
    public async Task A_code_ends_with_its_lifetime()
    {
        await using var bot = await StartAsync();
        bot.Knobs.CodeLifetime = TimeSpan.FromMinutes(1);
        var sessionId = (await bot.LoginAsync()).Text("sessionId");
        bot.Clock.Advance(TimeSpan.FromMinutes(1));

        Assert.Equal("Two-factor code expired", Bot.Error(await ConfirmAsync(bot, bot.Stx.Mails[0].Code, sessionId)));
    }

    [Fact]
    public async Task A_code_belongs_to_its_user_and_session()
    {
        await using var bot = await StartAsync();
        bot.Stx.AddUser("other@example.com", "pw").RequiresTwoFactor = true;
        var sessionId = (await bot.LoginAsync()).Text("sessionId");
        var other = (await bot.LoginAsync("other@example.com", "pw")).Text("sessionId");

        Assert.NotNull(Bot.Error(await ConfirmAsync(bot, bot.Stx.Mails[0].Code, sessionId, "other@example.com")));
        Assert.NotNull(Bot.Error(await ConfirmAsync(bot, bot.Stx.Mails[0].Code, other)));
        Assert.Null(Bot.Error(await ConfirmAsync(bot, bot.Stx.Mails[0].Code, sessionId)));
    }

    [Fact]
    public async Task Resending_mails_a_fresh_code_unless_the_knob_says_no()
    {
        await using var bot = await StartAsync();
        var sessionId = (await bot.LoginAsync()).Text("sessionId");

        Assert.Null(Bot.Error(await ResendAsync(bot, sessionId)));
        Assert.Equal([sessionId, sessionId], bot.Stx.Mails.Select(mail => mail.SessionId));
        Assert.Null(Bot.Error(await ConfirmAsync(bot, bot.Stx.Mails[1].Code, sessionId)));

        bot.Knobs.ResendsCodes = false;
        Assert.NotNull(Bot.Error(await ResendAsync(bot, (await bot.LoginAsync()).Text("sessionId"))));
        Assert.Equal(3, bot.Stx.Mails.Count);
    }

    [Fact]
    public async Task By_device_a_code_is_wanted_once()
    {
        await using var bot = await StartAsync();
        bot.Knobs.TwoFactorPerDevice = true;
        var sessionId = (await bot.LoginAsync(deviceId: "one")).Text("sessionId");
        await ConfirmAsync(bot, bot.Stx.Mails[0].Code, sessionId);

        Assert.False((await bot.LoginAsync(deviceId: "one")).GetProperty("promptTwoFactorAuth").GetBoolean());
        Assert.True((await bot.LoginAsync(deviceId: "two")).GetProperty("promptTwoFactorAuth").GetBoolean());
    }

    [Fact]
    public async Task An_authenticator_shows_the_codes_of_the_standard_and_is_mailed_none()
    {
        await using var bot = await StartAsync();
        bot.Stx.DefaultUser.AuthenticatorKey = "12345678901234567890"u8.ToArray();
        // RFC 6238, appendix B: 2005-03-18 01:58:29 shows 07081804.
        bot.Knobs.ClockSkew = new DateTimeOffset(2005, 3, 18, 1, 58, 29, TimeSpan.Zero) - bot.Clock.GetUtcNow();
        var sessionId = (await bot.LoginAsync()).Text("sessionId");
        var again = (await bot.LoginAsync()).Text("sessionId");

        Assert.Null(Bot.Error(await ConfirmAsync(bot, "081804", sessionId)));
        Assert.NotNull(Bot.Error(await ConfirmAsync(bot, "081804", again)));
        Assert.Empty(bot.Stx.Mails);
    }

    [Fact]
    public async Task Mails_are_shown_by_the_control_api()
    {
        await using var bot = await StartAsync();
        _ = await bot.LoginAsync();

        var mails = await bot.Client.GetFromJsonAsync<JsonElement>("/sandbox/mails");

        Assert.Equal(bot.Stx.Mails[0].Code, mails[0].Text("code"));
        Assert.Equal(StxExchange.DefaultEmail, mails[0].Text("to"));
    }

    private static async Task<Bot> StartAsync()
    {
        var bot = await Bot.StartAsync();
        bot.Stx.DefaultUser.RequiresTwoFactor = true;
        return bot;
    }

    private static Task<JsonElement> ConfirmAsync(Bot bot, string code, string sessionId, string email = StxExchange.DefaultEmail) => bot.AskAsync(
        $"mutation Confirm($code: String!, $sessionId: String!, $email: EmailAddress!) {{ confirm2Fa(code: $code, sessionId: $sessionId, email: $email) {{ {Bot.LoginFields} }} }}",
        new { code, sessionId, email });

    private static Task<JsonElement> ResendAsync(Bot bot, string sessionId) => bot.AskAsync(
        "mutation Again($sessionId: String!, $email: EmailAddress!) { send2Fa(sessionId: $sessionId, email: $email) { __typename } }",
        new { sessionId, email = StxExchange.DefaultEmail });
}
