using Sandbox.StackAuth;

namespace Sandbox.Tests.StackAuth;

public sealed class StackAuthMisbehaviourTests
{
    [Theory]
    [InlineData(null)]
    [InlineData(7)]
    public async Task Too_many_requests_come_from_before_the_API(int? seconds)
    {
        await using var visitor = await Visitor.StartAsync();
        visitor.Knobs.Misbehave(
            StackAuthOperations.Refresh, Misbehaviour.TooManyRequests(seconds is { } given ? TimeSpan.FromSeconds(given) : null));

        var answer = await visitor.RefreshAsync("x", ("x-stack-override-error-status", "true"));

        Assert.Equal((429, seconds?.ToString()), (answer.Status, answer.Header("retry-after")));
        Assert.Equal(["message"], answer.Json.EnumerateObject().Select(member => member.Name));
        Assert.Null(answer.Code);
    }

    [Fact]
    public async Task A_call_can_be_held_and_many_wait_for_it()
    {
        await using var visitor = await Visitor.StartAsync();
        var session = await visitor.SignInAsync();
        var gate = visitor.Knobs.Hold(StackAuthOperations.Refresh, times: null);

        var refreshes = Enumerable.Range(0, 3).Select(_ => visitor.RefreshAsync(session.RefreshToken)).ToList();
        await gate.ReachedAsync(3);
        Assert.All(refreshes, refresh => Assert.False(refresh.IsCompleted));
        gate.Release();

        Assert.All(await Task.WhenAll(refreshes), answer => Assert.Equal(200, answer.Status));
        Assert.Equal(3, visitor.Service.Count(StackAuthOperations.Refresh));
    }

    [Fact]
    public async Task An_answer_can_be_lost_after_its_effect()
    {
        await using var visitor = await Visitor.StartAsync();
        visitor.Knobs.Misbehave(
            StackAuthOperations.SignIn, new Misbehaviour(MisbehaviourKind.CloseConnection) { AfterEffect = true });

        _ = await Assert.ThrowsAsync<HttpRequestException>(visitor.SignInAsync);

        Assert.Equal(1, visitor.Service.LivingSessions(StackAuthService.DefaultEmail));
        Assert.Equal(0, visitor.Service.Calls[0].Status);
    }

    [Fact]
    public async Task Tokens_and_passwords_can_be_refused_whatever_they_are()
    {
        await using var visitor = await Visitor.StartAsync();
        var session = await visitor.SignInAsync();
        foreach (var operation in new[] { StackAuthOperations.Me, StackAuthOperations.Refresh })
        {
            visitor.Knobs.Misbehave(operation, MisbehaviourKind.Unauthorized);
        }

        visitor.Knobs.Misbehave(StackAuthOperations.SignIn, MisbehaviourKind.RejectPassword);

        Assert.Equal("ACCESS_TOKEN_EXPIRED", (await visitor.MeAsync(session.AccessToken, ("x-stack-override-error-status", ""))).Code);
        Assert.Equal("REFRESH_TOKEN_NOT_FOUND_OR_EXPIRED", (await visitor.RefreshAsync(session.RefreshToken)).Code);
        Assert.Equal("EMAIL_PASSWORD_MISMATCH", (await visitor.SignInAsync()).Code);
        Assert.Equal((200, 200), ((await visitor.MeAsync(session.AccessToken)).Status, (await visitor.SignInAsync()).Status));
    }

    [Fact]
    public async Task State_survives_its_server_on_the_same_ports()
    {
        await using var visitor = await Visitor.StartAsync();
        var session = await visitor.SignInAsync();
        await visitor.Server.StopAsync();

        await using var again = await StackAuthServer.StartAsync(new StackAuthOptions
        {
            Url = visitor.Server.BaseUrl.ToString(),
            BackendUrl = visitor.Server.BackendUrl.ToString(),
            Service = visitor.Service,
        });

        Assert.Equal(200, (await visitor.MeAsync(session.AccessToken)).Status);
        Assert.Equal(200, (await visitor.RefreshAsync(session.RefreshToken)).Status);
    }
}
