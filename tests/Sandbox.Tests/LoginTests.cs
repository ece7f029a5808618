using System.Buffers.Text;
using System.Text.Json;
using Sandbox.Stx;

namespace Sandbox.Tests;

public sealed class LoginTests
{
    [Fact]
    public async Task The_default_user_logs_in_and_owns_the_answers_of_its_token()
    {
        await using var bot = await Bot.StartAsync();

        var login = await bot.LoginAsync(deviceId: "device-1");

        Assert.Equal(bot.Stx.DefaultUser.UserId, login.Text("userId"));
        Assert.Equal(bot.Stx.DefaultUser.UserUid, login.Text("userUid"));
        Assert.Equal("device-1", login.Text("deviceId"));
        Assert.False(login.GetProperty("promptTwoFactorAuth").GetBoolean());
        Assert.False(login.GetProperty("promptTncAcceptance").GetBoolean());
        Assert.Equal(StxExchange.DefaultEmail, await bot.WhoAmIAsync(login.Token()));
        Assert.Equal(1, bot.Stx.LivingSessions(StxExchange.DefaultEmail));
    }

    [Fact]
    public async Task Every_documented_field_of_a_login_result_can_be_asked_for()
    {
        await using var bot = await Bot.StartAsync();

        var answer = await bot.AskAsync(
            """
            mutation { login(credentials: {username: "BOT", password: "sandbox-password"}) {
              __typename token refreshToken userId userUid sessionId userStatus status promptTwoFactorAuth promptTncAcceptance tncId
              currentLoginAt lastLoginAt deviceId ipAddress limitsNumber { dailyDeposit } userProfile { firstName email } } }
            """);

        var login = answer.GetProperty("data").GetProperty("login");
        Assert.Equal("LoginResult", login.Text("__typename"));
        Assert.Equal("127.0.0.1", login.Text("ipAddress"));
        Assert.Equal(JsonValueKind.Null, login.GetProperty("lastLoginAt").ValueKind);
        Assert.Equal(100_000, login.GetProperty("limitsNumber").GetProperty("dailyDeposit").GetInt32());
        Assert.Equal(StxExchange.DefaultEmail, login.GetProperty("userProfile").Text("email"));
    }

    [Theory]
    [InlineData(StxExchange.DefaultEmail, "wrong")]
    [InlineData("nobody@example.com", StxExchange.DefaultPassword)]
    public async Task Wrong_credentials_are_refused_in_a_body_with_status_200(string email, string password)
    {
        await using var bot = await Bot.StartAsync();

        var answer = await bot.AskLoginAsync(email, password);

        Assert.Equal("""{"errors":[{"message":"Invalid email or password"}],"data":null}""", answer.GetRawText());
        Assert.Equal(1, bot.Stx.PasswordAttempts);
        Assert.Equal(200, Assert.Single(bot.Stx.Calls).Status);
    }

    [Fact]
    public async Task A_user_with_two_factor_gets_a_success_without_tokens()
    {
        await using var bot = await Bot.StartAsync();
        bot.Stx.DefaultUser.RequiresTwoFactor = true;

        var login = await bot.LoginAsync();

        Assert.True(login.GetProperty("promptTwoFactorAuth").GetBoolean());
        Assert.Equal(JsonValueKind.Null, login.GetProperty("token").ValueKind);
        Assert.Equal(JsonValueKind.Null, login.GetProperty("refreshToken").ValueKind);
        Assert.Equal(bot.Stx.DefaultUser.UserId, login.Text("userId"));
        Assert.NotEmpty(login.Text("sessionId"));
        Assert.Equal(0, bot.Stx.LivingSessions(StxExchange.DefaultEmail));
    }

    [Fact]
    public async Task An_access_token_is_a_JSON_Web_Token_that_tells_its_expiry()
    {
        await using var bot = await Bot.StartAsync();

        var login = await bot.LoginAsync();

        var claims = Claims(login.Token());
        Assert.Equal(bot.Stx.DefaultUser.UserId, claims.Text("sub"));
        Assert.Equal(login.Text("sessionId"), claims.Text("sid"));
        Assert.Equal(bot.Clock.GetUtcNow().ToUnixTimeSeconds(), claims.GetProperty("iat").GetInt64());
        Assert.Equal(3600, claims.GetProperty("exp").GetInt64() - claims.GetProperty("iat").GetInt64());
    }

    [Fact]
    public async Task Tokens_without_exp_expire_all_the_same()
    {
        await using var bot = await Bot.StartAsync();
        bot.Knobs.TokensHaveExp = false;

        var token = (await bot.LoginAsync()).Token();

        Assert.False(Claims(token).TryGetProperty("exp", out _));
        bot.Clock.Advance(TimeSpan.FromMinutes(60));
        Assert.Equal("unauthorized", await bot.WhoAmIAsync(token));
    }

    [Fact]
    public async Task A_second_login_leaves_the_first_session_alone()
    {
        await using var bot = await Bot.StartAsync();
        var first = await bot.LoginAsync();

        var second = await bot.LoginAsync();

        Assert.Equal(StxExchange.DefaultEmail, await bot.WhoAmIAsync(first.Token()));
        Assert.NotEqual(first.Text("sessionId"), second.Text("sessionId"));
        Assert.NotNull(second.Text("lastLoginAt"));
        Assert.Equal(2, bot.Stx.LivingSessions(StxExchange.DefaultEmail));
    }

    [Fact]
    public async Task With_a_single_session_per_user_a_second_login_ends_the_first()
    {
        await using var bot = await Bot.StartAsync();
        bot.Knobs.SingleSessionPerUser = true;
        _ = bot.Stx.AddUser("other@example.com", "secret");
        var other = await bot.LoginAsync("other@example.com", "secret");
        var first = await bot.LoginAsync();

        var second = await bot.LoginAsync();

        Assert.Equal("unauthorized", await bot.WhoAmIAsync(first.Token()));
        Assert.Equal(StxExchange.DefaultEmail, await bot.WhoAmIAsync(second.Token()));
        Assert.Equal("other@example.com", await bot.WhoAmIAsync(other.Token()));
    }

    [Fact]
    public async Task Prompted_terms_block_the_account_until_they_are_accepted()
    {
        await using var bot = await Bot.StartAsync();
        bot.Knobs.PromptTnc = true;

        var login = await bot.LoginAsync();

        Assert.True(login.GetProperty("promptTncAcceptance").GetBoolean());
        Assert.Equal("tnc-1", login.Text("tncId"));
        Assert.Equal("Terms and conditions must be accepted", await bot.WhoAmIAsync(login.Token()));
        Assert.Equal(403, (int)(await bot.GetAsync("/api/v1/orders", login.Token())).StatusCode);
        bot.Stx.DefaultUser.HasAcceptedTerms = true;
        Assert.Equal(StxExchange.DefaultEmail, await bot.WhoAmIAsync(login.Token()));
    }

    [Fact]
    public async Task A_changed_password_is_asked_for_at_the_next_login_only()
    {
        await using var bot = await Bot.StartAsync();
        var login = await bot.LoginAsync();

        bot.Stx.DefaultUser.ChangePassword("another");

        Assert.Equal("Invalid email or password", Bot.Error(await bot.AskLoginAsync()));
        Assert.Equal(StxExchange.DefaultEmail, await bot.WhoAmIAsync(login.Token()));
        Assert.NotEmpty((await bot.LoginAsync(password: "another")).Token());
    }

    [Fact]
    public async Task A_skewed_exchange_dates_its_answers_and_tokens_by_its_own_clock()
    {
        await using var bot = await Bot.StartAsync();
        bot.Knobs.ClockSkew = TimeSpan.FromMinutes(-7);

        var token = (await bot.LoginAsync()).Token();
        using var response = await bot.GetAsync("/api/v1/orders", token);

        Assert.Equal(bot.Clock.GetUtcNow().AddMinutes(-7), response.Headers.Date);
        Assert.Equal(bot.Clock.GetUtcNow().AddMinutes(-7).ToUnixTimeSeconds(), Claims(token).GetProperty("iat").GetInt64());
        Assert.Equal(bot.Clock.GetUtcNow(), bot.Stx.Calls[^1].At);
    }

    private static JsonElement Claims(string token) =>
        JsonSerializer.Deserialize<JsonElement>(Base64Url.DecodeFromChars(token.Split('.')[1]));
}
