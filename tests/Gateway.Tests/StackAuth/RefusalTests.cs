using System.Net;
using Gateway.Core.Sessions;
using Sandbox.StackAuth;

namespace Gateway.Tests.StackAuth;

/// <summary>The project, or an application's backend, refuses tokens before their time.</summary>
public sealed class RefusalTests
{
    private const int Callers = 20;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(TokenRefusal.Expired, false)]
    [InlineData(TokenRefusal.Unparsable, false)]
    [InlineData(TokenRefusal.OtherProject, false)]
    [InlineData(TokenRefusal.Expired, true)]
    [InlineData(TokenRefusal.Unparsable, true)]
    [InlineData(TokenRefusal.OtherProject, true)]
    public async Task Twenty_callers_refused_at_once_share_one_refresh_and_are_all_served(TokenRefusal refusal, bool isBehindStatus200)
    {
        await using var scene = await RefusingAsync(stack => stack.Knobs.TokenRefusal = refusal);
        var refresh = scene.Stack.Knobs.Hold(StackAuthOperations.Refresh);
        (string, string)[] headers = isBehindStatus200 ? [("x-hexclave-override-error-status", "true")] : [];

        var answers = Enumerable.Range(0, Callers).Select(_ => scene.SendAsync(HttpMethod.Get, "/api/v1/users/me", headers: headers)).ToList();
        await scene.Stack.WaitForCallsAsync(StackAuthOperations.Me, Callers, Cancel);
        await refresh.ReachedAsync(cancellationToken: Cancel);
        refresh.Release();

        Assert.All(await Task.WhenAll(answers), answer =>
        {
            Assert.Equal(HttpStatusCode.OK, answer.Status);
            Assert.Contains(StackAuthService.DefaultEmail, answer.Body, StringComparison.Ordinal);
        });
        Assert.Equal(1, scene.Stack.Count(StackAuthOperations.Refresh));
        Assert.Equal(2 * Callers, scene.Stack.Count(StackAuthOperations.Me));
        Assert.Equal(1, scene.Stack.Count(StackAuthOperations.SignIn));
    }

    [Fact]
    public async Task At_an_own_backend_any_401_is_refreshed_for()
    {
        await using var scene = await RefusingAsync(null, StackScene.OwnBackend());
        var refresh = scene.Stack.Knobs.Hold(StackAuthOperations.Refresh);

        var answers = Enumerable.Range(0, Callers).Select(_ => scene.AskWhoseAsync()).ToList();
        await scene.Stack.WaitForCallsAsync(StackAuthOperations.Backend, Callers, Cancel);
        await refresh.ReachedAsync(cancellationToken: Cancel);
        refresh.Release();

        Assert.All(await Task.WhenAll(answers), owner => Assert.Equal(StackAuthService.DefaultEmail, owner));
        Assert.Equal(1, scene.Stack.Count(StackAuthOperations.Refresh));
    }

    [Fact]
    public async Task A_401_about_something_else_is_the_callers_answer()
    {
        await using var scene = await StackScene.ActiveAsync();
        scene.Clock.Advance(TimeSpan.FromSeconds(10));

        var (status, body) = await scene.SendAsync(HttpMethod.Post, "/api/v1/users", new StringContent("{}", System.Text.Encoding.UTF8, "application/json"));

        Assert.Equal(HttpStatusCode.Unauthorized, status);
        Assert.Contains("INSUFFICIENT_ACCESS_TYPE", body, StringComparison.Ordinal);
        Assert.Equal(0, scene.Stack.Count(StackAuthOperations.Refresh));
        Assert.Equal(1, scene.Stack.Count(StackAuthOperations.CreateUser));
    }

    private static async Task<StackScene> RefusingAsync(Action<StackAuthService>? prepare, params string[] settings)
    {
        var scene = await StackScene.ActiveAsync(prepare, settings);
        // A token of less than five seconds is not refreshed for a refusal.
        scene.Clock.Advance(TimeSpan.FromSeconds(10));
        scene.Stack.RevokeAccessTokens();
        Assert.Equal(AccountState.Active, scene.Account().Snapshot.State);
        return scene;
    }
}
