using System.Net;
using Gateway.Core.Sessions;
using Gateway.Tests.Integration;
using Sandbox.Stx;

namespace Gateway.Tests.Logins;

/// <summary>The two-factor dialogue of existing clients serves the gateway's own login.</summary>
public sealed class TwoFactorDialogueTests
{
    [Fact]
    public async Task A_client_prompts_its_person_and_the_code_logs_the_gateway_in()
    {
        await using var exchange = await WaitingAsync();
        var client = new Client(exchange);

        var prompt = (await client.LogInAsync())["data"]!["login"]!;
        var session = Client.Text(prompt, "sessionId");
        var wrong = await client.ConfirmAsync("000000", session);
        var right = await client.ConfirmAsync(exchange.Stx.Mails[^1].Code, session);

        Assert.True(prompt["promptTwoFactorAuth"]!.GetValue<bool>());
        Assert.Equal(exchange.Stx.DefaultUser.UserId, Client.Text(prompt, "userId"));
        Assert.Null(prompt["token"]);
        Assert.Null(wrong["data"]!["confirm2Fa"]);
        Assert.Equal("Invalid code", Client.Text(wrong["errors"]![0], "message"));
        Assert.Equal(AccountState.Active, exchange.Account().Snapshot.State);
        var whose = await client.AskAsync(Client.Whose, null, Client.Bearer(Client.Text(right, "data", "confirm2Fa", "token")));
        Assert.Equal(StxExchange.DefaultEmail, Client.Text(whose, "data", "userProfile", "email"));
        Assert.Equal((1, 2), (exchange.Stx.LoginsSent, exchange.Stx.Count("confirm2Fa")));
        LoginAnswerTests.AssertNoSecrets(exchange, client);
    }

    [Fact]
    public async Task A_code_for_an_account_that_is_logged_in_by_now_is_answered_with_its_session()
    {
        await using var exchange = await WaitingAsync();
        var client = new Client(exchange);
        var session = Client.Text(await client.LogInAsync(), "data", "login", "sessionId");
        await client.ConfirmAsync(exchange.Stx.Mails[^1].Code, session);

        var second = await client.ConfirmAsync("000000", session);

        Assert.NotEmpty(Client.Text(second, "data", "confirm2Fa", "token"));
        Assert.Equal(1, exchange.Stx.Count("confirm2Fa"));
    }

    [Fact]
    public async Task A_login_on_a_lapsed_code_has_a_new_one_mailed_and_many_have_one()
    {
        await using var exchange = await WaitingAsync();
        var client = new Client(exchange);
        var session = Client.Text(await client.LogInAsync(), "data", "login", "sessionId");
        exchange.Clock.Advance(TimeSpan.FromMinutes(11));

        var late = await client.ConfirmAsync(exchange.Stx.Mails[^1].Code, session);
        Assert.Contains("login again", Client.Text(late["errors"]![0], "message"), StringComparison.Ordinal);
        Assert.Single(exchange.Stx.Mails);

        var prompts = await Task.WhenAll(Enumerable.Range(0, 5).Select(_ => new Client(exchange).LogInAsync()));

        Assert.All(prompts, prompt => Assert.True(prompt["data"]!["login"]!["promptTwoFactorAuth"]!.GetValue<bool>()));
        Assert.Equal(2, exchange.Stx.Mails.Count);
        var right = await client.ConfirmAsync(exchange.Stx.Mails[^1].Code, session);
        Assert.NotEmpty(Client.Text(right, "data", "confirm2Fa", "token"));
    }

    [Fact]
    public async Task A_code_is_sent_again_on_demand()
    {
        await using var exchange = await WaitingAsync();
        var client = new Client(exchange);
        var session = Client.Text(await client.LogInAsync(), "data", "login", "sessionId");

        var answer = await client.AskAsync($"mutation {{ send2Fa(sessionId: \"{session}\", email: \"bot@example.com\") {{ __typename }} }}");

        Assert.Equal("Send2FaResult", Client.Text(answer, "data", "send2Fa", "__typename"));
        Assert.Equal(2, exchange.Stx.Mails.Count);
    }

    [Theory]
    [InlineData("some-session-id")]
    [InlineData("")]
    public async Task A_code_with_a_session_id_that_was_not_given_out_goes_nowhere(string session)
    {
        await using var exchange = await WaitingAsync();
        var client = new Client(exchange);

        var answer = await client.ConfirmAsync(exchange.Stx.Mails[^1].Code, session);

        Assert.Equal("unauthorized", Client.Text(answer["errors"]![0], "message"));
        Assert.Equal(0, exchange.Stx.Count("confirm2Fa"));
    }

    [Fact]
    public async Task A_token_in_the_place_of_another_is_refused()
    {
        await using var exchange = await LoginAnswerTests.ActiveAsync();
        var client = new Client(exchange);
        var login = (await client.LogInAsync())["data"]!["login"]!;

        await client.ConfirmAsync("000000", Client.Text(login, "token"));
        Assert.Equal((HttpStatusCode.Unauthorized, "caller_key_required"), (client.Status, client.Error));
        await client.RenewAsync(Client.Text(login, "token"));
        Assert.Equal((HttpStatusCode.Unauthorized, "caller_key_required"), (client.Status, client.Error));
        await client.AskAsync(Client.Whose, null, Client.Bearer(Client.Text(login, "refreshToken")));
        Assert.Equal((HttpStatusCode.Unauthorized, "caller_key_required"), (client.Status, client.Error));
    }

    [Fact]
    public async Task Without_an_argument_the_code_of_the_requests_own_account_is_sent_again()
    {
        const string Key = "caller-key-0123456789abcdef";
        await using var exchange = await WaitingAsync($"--Gateway:Inbound:Callers:bot:Key={Key}");
        var client = new Client(exchange);

        await client.AskAsync("mutation { send2Fa { __typename } }");
        Assert.Equal((HttpStatusCode.Unauthorized, 1), (client.Status, exchange.Stx.Mails.Count));

        var sent = await client.AskAsync("mutation { send2Fa { __typename } }", null, $"X-Gateway-Key: {Key}");
        Assert.Null(sent["errors"]);
        Assert.Equal(2, exchange.Stx.Mails.Count);

        var other = await client.AskAsync("mutation { send2Fa(sessionId: \"nobodys\") { __typename } }", null, $"X-Gateway-Key: {Key}");
        Assert.Equal("unauthorized", Client.Text(other["errors"]![0], "message"));
        Assert.Equal(2, exchange.Stx.Mails.Count);
    }

    private static async Task<Exchange> WaitingAsync(params string[] settings)
    {
        var exchange = await Exchange.StartAsync(stx => stx.DefaultUser.RequiresTwoFactor = true, settings);
        await exchange.WhenStateAsync(AccountState.TwoFactorRequired);
        return exchange;
    }
}
