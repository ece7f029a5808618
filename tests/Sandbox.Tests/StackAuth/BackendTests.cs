using System.Net.Http.Json;
using System.Text.Json;
using Sandbox.StackAuth;

namespace Sandbox.Tests.StackAuth;

/// <summary>The application's own backend, on another origin.</summary>
public sealed class BackendTests
{
    [Fact]
    public async Task A_good_bearer_is_known_and_the_journal_has_the_headers()
    {
        await using var visitor = await Visitor.StartAsync();
        var token = (await visitor.SignInAsync()).AccessToken;

        using var response = await SendAsync(visitor, token);
        var echo = await response.Content.ReadFromJsonAsync<JsonElement>();

        Assert.NotEqual(visitor.Server.BaseUrl.Port, visitor.Server.BackendUrl.Port);
        Assert.Equal(StackAuthService.DefaultEmail, echo.Text("owner"));
        var call = Assert.Single(visitor.Service.Calls, call => call.Operation == StackAuthOperations.Backend);
        Assert.Equal((TokenState.Good, "sent"), (call.TokenState, call.Headers["X-Probe"]));
        Assert.Same(visitor.User, call.User);
    }

    [Theory]
    [InlineData("no bearer")]
    [InlineData("expired")]
    [InlineData("revoked")]
    [InlineData("garbage")]
    [InlineData("restricted")]
    public async Task Any_other_bearer_is_a_plain_401(string what)
    {
        await using var visitor = await Visitor.StartAsync();
        visitor.User.RestrictedByAdmin = what == "restricted";
        var token = (await visitor.SignInAsync()).AccessToken;
        visitor.Clock.Advance(TimeSpan.FromMinutes(what == "expired" ? 10 : 0));
        if (what == "revoked")
        {
            visitor.Service.RevokeAccessTokens();
        }

        using var response = await SendAsync(visitor, what switch { "no bearer" => null, "garbage" => "garbage", _ => token });

        Assert.Equal(401, (int)response.StatusCode);
        Assert.DoesNotContain(response.Headers, header => header.Key.StartsWith("x-stack-", StringComparison.OrdinalIgnoreCase));
    }

    [Fact]
    public async Task The_backend_knows_nothing_of_sessions()
    {
        await using var visitor = await Visitor.StartAsync();
        var token = (await visitor.SignInAsync()).AccessToken;
        _ = await visitor.SignOutAsync(token);

        using var response = await SendAsync(visitor, token);

        Assert.Equal(200, (int)response.StatusCode);
    }

    [Fact]
    public async Task The_backend_misbehaves_under_its_own_name()
    {
        await using var visitor = await Visitor.StartAsync();
        var token = (await visitor.SignInAsync()).AccessToken;
        visitor.Knobs.Misbehave(StackAuthOperations.Backend, MisbehaviourKind.Unauthorized);

        using var refused = await SendAsync(visitor, token);
        using var good = await SendAsync(visitor, token);

        Assert.Equal((401, 200), ((int)refused.StatusCode, (int)good.StatusCode));
    }

    private static async Task<HttpResponseMessage> SendAsync(Visitor visitor, string? token)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(visitor.Server.BackendUrl, "backend/orders"));
        request.Headers.Add("X-Probe", "sent");
        if (token is not null)
        {
            request.Headers.Authorization = new("Bearer", token);
        }

        return await visitor.Client.SendAsync(request);
    }
}
