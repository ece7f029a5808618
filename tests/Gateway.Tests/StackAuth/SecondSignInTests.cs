using System.Net;
using System.Text.Json.Nodes;
using Gateway.Core.Sessions;
using Sandbox.StackAuth;

namespace Gateway.Tests.StackAuth;

/// <summary>A client that is still signed in, and sends its tokens along, signs in as somebody else: the sign-in says who.</summary>
public sealed class SecondSignInTests
{
    private const string BotKey = "bot-caller-key-0123456789abcdef";
    private const string SecondKey = "second-caller-key-0123456789abcdef";
    private const string Second = "second@example.com";

    private static readonly string[] Accounts =
    [
        "--Gateway:Accounts:second:Upstream=stack",
        $"--Gateway:Accounts:second:Email={Second}",
        "--Gateway:Accounts:second:Password=second-password",
        "--Gateway:DefaultAccount=bot",
    ];

    private static readonly string[] Callers =
    [
        $"--Gateway:Inbound:Callers:b:Key={BotKey}", "--Gateway:Inbound:Callers:b:Account=bot",
        $"--Gateway:Inbound:Callers:s:Key={SecondKey}", "--Gateway:Inbound:Callers:s:Account=second",
    ];

    private static readonly string[] TokenHeaders =
    [
        "Authorization: Bearer {access}", "x-stack-access-token: {access}", "x-hexclave-access-token: {access}", "x-stack-refresh-token: {refresh}", "x-hexclave-refresh-token: {refresh}",
    ];

    [Fact]
    public async Task Without_keys_its_email_chooses_before_the_tokens()
    {
        await using var scene = await ActiveAsync();
        var client = new StackClient(scene);
        var bot = await client.SignInAsync();
        var second = await SignInAsync(client, Second, "dummy");

        foreach (var header in TokenHeaders)
        {
            Assert.Equal(Second, await WhoseAsync(client, await SignInAsync(client, Second, "dummy", Fill(header, bot))));
            Assert.Equal(StackAuthService.DefaultEmail, await WhoseAsync(client, await SignInAsync(client, StackAuthService.DefaultEmail, "dummy", Fill(header, second))));
            Assert.Equal(Second, await WhoseAsync(client, await SignInAsync(client, "dummy@example.com", "dummy", Fill(header, second))));
            Assert.Equal(StackAuthService.DefaultEmail, await WhoseAsync(client, await SignInAsync(client, Second, "dummy", Fill(header, second), "X-Gateway-Account: bot")));
        }
    }

    [Fact]
    public async Task Any_other_operation_is_for_the_account_of_its_tokens()
    {
        await using var scene = await ActiveAsync();
        var client = new StackClient(scene);
        var second = await SignInAsync(client, Second, "dummy");
        var access = Fill(TokenHeaders[1], second);

        Assert.Equal(Second, await WhoseAsync(client, await client.RefreshAsync(StackClient.Field(second, "refresh_token"), access)));
        await client.RefreshAsync(StackClient.Field(second, "refresh_token"), Fill(TokenHeaders[1], await client.SignInAsync()));
        Assert.Equal((HttpStatusCode.Forbidden, "caller_not_allowed"), (client.Status, client.Error));
        await client.SendAsync("DELETE", StackClient.Current, "{}", access, "X-Gateway-Account: bot");
        Assert.Equal((HttpStatusCode.Forbidden, "caller_not_allowed"), (client.Status, client.Error));
    }

    [Fact]
    public async Task With_keys_its_password_chooses_the_caller_before_the_tokens()
    {
        await using var scene = await ActiveAsync(Callers);
        var client = new StackClient(scene);
        var bot = await client.SignInAsync(BotKey);

        foreach (var header in TokenHeaders)
        {
            var second = await SignInAsync(client, "dummy@example.com", SecondKey, Fill(header, bot));
            Assert.Equal(Second, await WhoseAsync(client, second));
            Assert.Equal(Second, await WhoseAsync(client, await client.RefreshAsync(StackClient.Field(second, "refresh_token"))));

            // Nobody's key: the one that the client has already.
            Assert.Equal(Second, await WhoseAsync(client, await SignInAsync(client, "dummy@example.com", "dummy", Fill(header, second))));
            Assert.Equal(Second, await WhoseAsync(client, await SignInAsync(client, "dummy@example.com", SecondKey, Fill(header, second))));
        }

        foreach (var own in new[] { $"X-Gateway-Key: {BotKey}", $"Authorization: Bearer {BotKey}" })
        {
            Assert.Equal(StackAuthService.DefaultEmail, await WhoseAsync(client, await SignInAsync(client, Second, SecondKey, Fill(TokenHeaders[1], bot), own)));
        }

        Assert.DoesNotContain(SecondKey, scene.Log.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_caller_of_both_accounts_chooses_by_email()
    {
        await using var scene = await ActiveAsync($"--Gateway:Inbound:Callers:both:Key={BotKey}");
        var client = new StackClient(scene);
        var bot = await client.SignInAsync(BotKey);

        foreach (var password in new[] { "dummy", BotKey })
        {
            var second = await SignInAsync(client, Second, password, Fill(TokenHeaders[1], bot));
            Assert.Equal(Second, await WhoseAsync(client, second));
            Assert.Equal(Second, await WhoseAsync(client, await SignInAsync(client, "dummy@example.com", password, Fill(TokenHeaders[3], second))));
        }
    }

    [Fact]
    public async Task Who_signs_in_is_measured()
    {
        await using var scene = await ActiveAsync([.. Callers, "--Gateway:Inbound:Callers:s:RequestsPerSecond=1", "--Gateway:Inbound:Callers:s:Concurrency=1"]);
        var client = new StackClient(scene);
        var bot = Fill(TokenHeaders[1], await client.SignInAsync(BotKey));

        await SignInAsync(client, Second, SecondKey, bot);
        Assert.Equal(HttpStatusCode.OK, client.Status);
        await SignInAsync(client, Second, SecondKey, bot);
        Assert.Equal((HttpStatusCode.TooManyRequests, "caller_limit"), (client.Status, client.Error));
        await SignInAsync(client, Second, "dummy", bot);
        Assert.Equal(HttpStatusCode.OK, client.Status);
        scene.Clock.Advance(TimeSpan.FromSeconds(1));
        await SignInAsync(client, Second, SecondKey, bot);
        Assert.Equal(HttpStatusCode.OK, client.Status);
    }

    [Fact]
    public async Task Another_callers_key_goes_to_no_backend()
    {
        await using var scene = await ActiveAsync(
        [
            .. Callers,
            "--Gateway:Upstreams:own:Protocol=StackAuth", "--Gateway:Upstreams:own:AuthUrl={api}", "--Gateway:Upstreams:own:BaseUrl={backend}",
            $"--Gateway:Upstreams:own:ProjectId={StackAuthService.DefaultProjectId}", $"--Gateway:Upstreams:own:PublishableClientKey={StackAuthService.DefaultPublishableClientKey}",
            "--Gateway:Accounts:second:Upstream=own",
        ]);
        var client = new StackClient(scene);
        var bot = Fill(TokenHeaders[1], await client.SignInAsync(BotKey));
        scene.Stack.ClearCalls();

        await SignInAsync(client, Second, SecondKey, bot);

        Assert.Equal((HttpStatusCode.Unauthorized, "caller_key_required"), (client.Status, client.Error));
        Assert.Empty(scene.Stack.Calls);
    }

    private static async Task<StackScene> ActiveAsync(params string[] settings)
    {
        var scene = await StackScene.ActiveAsync(stack => stack.AddUser(Second, "second-password"), [.. Accounts, .. settings]);
        await scene.WhenStateAsync(AccountState.Active, "second");
        return scene;
    }

    private static string Fill(string header, JsonNode? tokens) => header
        .Replace("{access}", StackClient.Field(tokens, "access_token"), StringComparison.Ordinal)
        .Replace("{refresh}", StackClient.Field(tokens, "refresh_token"), StringComparison.Ordinal);

    private static Task<JsonNode?> SignInAsync(StackClient client, string email, string password, params string[] headers) =>
        client.SendAsync("POST", StackClient.SignIn, StackClient.SignInBody(password, email), headers);

    private static async Task<string?> WhoseAsync(StackClient client, JsonNode? tokens) => await client.AskWhoseAsync(StackClient.Field(tokens, "access_token"));
}
