using System.Net.Http.Json;
using Sandbox.StackAuth;

namespace Sandbox.Tests.StackAuth;

public sealed class StackAuthControlTests
{
    [Fact]
    public async Task State_and_calls_show_no_whole_secret()
    {
        await using var visitor = await Visitor.StartAsync();
        var session = await visitor.SignInAsync();
        _ = await visitor.RefreshAsync(session.RefreshToken);
        _ = await visitor.MeAsync(session.AccessToken);

        var state = await visitor.SendAsync("GET", "/sandbox/state", null);
        var calls = await visitor.SendAsync("GET", "/sandbox/calls", null);

        Assert.Equal(1, state.Json.GetProperty("calls").GetProperty("refresh").GetInt32());
        Assert.Equal("00:10:00", state.Json.GetProperty("knobs").Text("accessTokenLifetime"));
        Assert.Equal(["signIn", "refresh", "me"], calls.Json.EnumerateArray().Select(call => call.Text("operation")));
        Assert.Contains("x-stack-refresh-token", calls.Json[1].GetProperty("headers").EnumerateArray().Select(name => name.GetString()));
        Assert.All(
            [session.AccessToken, session.RefreshToken, StackAuthService.DefaultPassword, StackAuthService.DefaultSecretServerKey],
            secret => Assert.DoesNotContain(secret, state.Text + calls.Text, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Users_are_added_with_their_authenticator()
    {
        await using var visitor = await Visitor.StartAsync();
        var user = new { email = "two@example.com", password = "long-enough", totpSecretBase64 = Convert.ToBase64String(new byte[20]) };

        var added = await PostAsync(visitor, "users", user);
        var again = await PostAsync(visitor, "users", user);
        var signIn = await visitor.AskAsync("POST", "auth/password/sign-in", new { user.email, user.password });

        Assert.Equal((201, 409), (added.Status, again.Status));
        Assert.Equal("MULTI_FACTOR_AUTHENTICATION_REQUIRED", signIn.Code);
    }

    [Theory]
    [InlineData("sessions", 200, 401)]
    [InlineData("expire", 200, 401)]
    [InlineData("access", 401, 200)]
    public async Task Tokens_are_revoked_from_outside(string what, int me, int refresh)
    {
        await using var visitor = await Visitor.StartAsync();
        var session = await visitor.SignInAsync();

        Assert.Equal(200, (await PostAsync(visitor, "revoke", new { what, email = StackAuthService.DefaultEmail })).Status);

        Assert.Equal((me, refresh), ((await visitor.MeAsync(session.AccessToken)).Status, (await visitor.RefreshAsync(session.RefreshToken)).Status));
    }

    [Fact]
    public async Task Mails_can_be_read_and_knobs_turned()
    {
        await using var visitor = await Visitor.StartAsync();
        var sent = await visitor.AskAsync(
            "POST", "auth/otp/send-sign-in-code", new { email = StackAuthService.DefaultEmail, callback_url = "http://localhost/cb" });

        var mails = await visitor.SendAsync("GET", "/sandbox/mails", null);
        var knobs = await visitor.SendAsync("PATCH", "/sandbox/knobs", JsonContent.Create(new { secondSignOut = "Unauthorized401", codeTries = 3 }));
        var wrong = await PostAsync(visitor, "misbehave", new { operation = "login", kind = "Hang" });

        var code = mails.Json[0].Text("code") + sent.Json.Text("nonce");
        Assert.Equal(200, (await visitor.AskAsync("POST", "auth/otp/sign-in", new { code })).Status);
        Assert.Equal((200, 400), (knobs.Status, wrong.Status));
        Assert.Equal((SecondSignOut.Unauthorized401, 3), (visitor.Knobs.SecondSignOut, visitor.Knobs.CodeTries));
    }

    private static Task<Answer> PostAsync(Visitor visitor, string path, object body) =>
        visitor.SendAsync("POST", "/sandbox/" + path, JsonContent.Create(body));
}
