using Sandbox.StackAuth;

namespace Sandbox.Tests.StackAuth;

/// <summary>The second name of every header.</summary>
public sealed class HexclaveTests
{
    private static readonly (string, string)[] NewHeaders =
        [("x-hexclave-access-type", "client"), ("x-hexclave-project-id", StackAuthService.DefaultProjectId)];

    [Fact]
    public async Task A_new_server_reads_the_new_names_and_answers_under_both()
    {
        await using var visitor = await Visitor.StartAsync();

        var signedIn = await visitor.SendAsync("POST", "/api/v1/auth/password/sign-in", Visitor.Json(Visitor.RightCredentials), NewHeaders);
        var refused = await visitor.SendAsync(
            "GET", "/api/v1/users/me", null, [.. NewHeaders, ("x-hexclave-access-token", "garbage"), ("x-hexclave-override-error-status", "")]);

        Assert.Equal(200, signedIn.Status);
        Assert.Equal(200, refused.Status);
        foreach (var name in new[] { "known-error", "actual-status", "request-id" })
        {
            Assert.NotNull(refused.Header("x-stack-" + name));
            Assert.Equal(refused.Header("x-stack-" + name), refused.Header("x-hexclave-" + name));
        }
    }

    [Fact]
    public async Task The_new_name_wins_even_when_it_is_empty()
    {
        await using var visitor = await Visitor.StartAsync();
        var token = (await visitor.SignInAsync()).AccessToken;

        var wrong = await visitor.MeAsync(token, ("x-hexclave-access-token", "garbage"));
        var empty = await visitor.MeAsync(token, ("x-hexclave-access-token", ""));
        var mixed = await visitor.SendAsync(
            "GET",
            "/api/v1/users/me",
            null,
            ("x-hexclave-access-type", "client"),
            ("x-stack-project-id", StackAuthService.DefaultProjectId),
            Visitor.Token(token));

        Assert.Equal(("UNPARSABLE_ACCESS_TOKEN", "CANNOT_GET_OWN_USER_WITHOUT_USER", 200), (wrong.Code, empty.Code, mixed.Status));
    }

    [Fact]
    public async Task An_old_server_knows_the_old_names_alone()
    {
        await using var visitor = await Visitor.StartAsync();
        visitor.Knobs.HexclaveHeaders = false;

        var answer = await visitor.SendAsync("POST", "/api/v1/auth/password/sign-in", Visitor.Json(Visitor.RightCredentials), NewHeaders);
        var method = await visitor.AskAsync("GET", "auth/password/sign-in");

        Assert.Equal((400, "ACCESS_TYPE_REQUIRED"), (answer.Status, answer.Code));
        Assert.DoesNotContain(answer.Headers.Keys, name => name.StartsWith("x-hexclave-", StringComparison.OrdinalIgnoreCase));
        Assert.Equal((405, null), (method.Status, method.Header("allow")));
    }

    [Fact]
    public async Task An_unknown_method_is_400_on_a_new_server_and_405_on_an_old_one()
    {
        await using var visitor = await Visitor.StartAsync();

        var fresh = await visitor.AskAsync("PURGE", "users/me");
        visitor.Knobs.HexclaveHeaders = false;
        var old = await visitor.AskAsync("PURGE", "users/me");

        Assert.Equal((400, 405), (fresh.Status, old.Status));
    }
}
