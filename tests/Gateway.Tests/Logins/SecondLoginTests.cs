using System.Net;
using System.Text.Json.Nodes;
using Gateway.Core.Sessions;
using Gateway.Tests.Integration;
using Sandbox.Stx;

namespace Gateway.Tests.Logins;

/// <summary>A client that is still logged in, and sends its token along, logs in as somebody else: the login says who.</summary>
public sealed class SecondLoginTests
{
    private const string BotKey = "bot-caller-key-0123456789abcdef";
    private const string SecondKey = "second-caller-key-0123456789abcdef";
    private const string Second = "second@example.com";

    [Fact]
    public async Task Without_keys_its_email_chooses_before_the_token()
    {
        await using var exchange = await ActiveAsync();
        var client = new Client(exchange);
        var bot = await LogInAsync(client, StxExchange.DefaultEmail, "dummy");
        var second = await LogInAsync(client, Second, "dummy", Client.Bearer(bot));

        Assert.Equal(Second, await WhoseAsync(client, second));
        Assert.Equal(StxExchange.DefaultEmail, await WhoseAsync(client, await LogInAsync(client, StxExchange.DefaultEmail, "dummy", Client.Bearer(second))));
        Assert.Equal(Second, await WhoseAsync(client, await LogInAsync(client, "dummy@example.com", "dummy", Client.Bearer(second))));
        Assert.Equal(StxExchange.DefaultEmail, await WhoseAsync(client, await LogInAsync(client, Second, "dummy", Client.Bearer(second), "X-Gateway-Account: bot")));
    }

    [Fact]
    public async Task A_login_beside_another_operation_is_for_the_account_of_the_token()
    {
        await using var exchange = await ActiveAsync();
        var client = new Client(exchange);
        var bot = await LogInAsync(client, StxExchange.DefaultEmail, "dummy");

        var both = await client.AskAsync("""mutation { login(credentials: {email: "second@example.com"}) { token } logout { __typename } }""", null, Client.Bearer(bot));

        Assert.Equal(StxExchange.DefaultEmail, await WhoseAsync(client, Client.Text(both, "data", "login", "token")));
    }

    [Fact]
    public async Task With_keys_its_password_chooses_the_caller_before_the_token()
    {
        await using var exchange = await ActiveAsync(
            $"--Gateway:Inbound:Callers:b:Key={BotKey}", "--Gateway:Inbound:Callers:b:Account=bot",
            $"--Gateway:Inbound:Callers:s:Key={SecondKey}", "--Gateway:Inbound:Callers:s:Account=second");
        var client = new Client(exchange);
        var bot = await LogInAsync(client, "dummy@example.com", BotKey);

        var second = await LogInAsync(client, "dummy@example.com", SecondKey, Client.Bearer(bot));
        Assert.Equal(("s", Second), (CallerOf(second), await WhoseAsync(client, second)));
        Assert.Equal("b", CallerOf(await LogInAsync(client, Second, "dummy", Client.Bearer(bot))));
        Assert.Equal("b", CallerOf(await LogInAsync(client, Second, SecondKey, Client.Bearer(bot), $"X-Gateway-Key: {BotKey}")));
        Assert.Equal("b", CallerOf(await LogInAsync(client, Second, SecondKey, Client.Bearer(BotKey))));

        await client.AskAsync(
            $$"""mutation { a: login(credentials: {password: "{{SecondKey}}"}) { token } b: login(credentials: {password: "{{BotKey}}"}) { token } }""", null, Client.Bearer(bot));
        Assert.Equal((HttpStatusCode.Unauthorized, "caller_key_required"), (client.Status, client.Error));
    }

    private static async Task<Exchange> ActiveAsync(params string[] settings)
    {
        var exchange = await Exchange.StartAsync(
            stx => stx.AddUser(Second, "pw-of-second"),
            ["--Gateway:Accounts:second:Email=second@example.com", "--Gateway:Accounts:second:Password=pw-of-second", "--Gateway:DefaultAccount=bot", .. settings]);
        await exchange.WhenStateAsync(AccountState.Active);
        await exchange.WhenStateAsync(AccountState.Active, "second");
        return exchange;
    }

    private static async Task<string> LogInAsync(Client client, string email, string password, params string[] headers) => Client.Text(
        await client.AskAsync(Client.PythonLogin, new JsonObject { ["credentials"] = Client.Credentials(password, email) }, headers), "data", "login", "token");

    private static async Task<string> WhoseAsync(Client client, string token) =>
        Client.Text(await client.AskAsync(Client.Whose, null, Client.Bearer(token)), "data", "userProfile", "email");

    private static string? CallerOf(string token) => Client.Claims(token).GetProperty("gateway").GetProperty("caller").GetString();
}
