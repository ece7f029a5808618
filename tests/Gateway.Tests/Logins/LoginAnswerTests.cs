using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Gateway.Core.Sessions;
using Gateway.Tests.Integration;
using Gateway.Tests.Proxying;
using Sandbox.Stx;

namespace Gateway.Tests.Logins;

/// <summary>What existing clients ask of STX by themselves, against a whole gateway in front of the sandbox.</summary>
public sealed class LoginAnswerTests
{
    [Fact]
    public async Task A_JavaScript_client_logs_in_trades_and_renews_with_dummy_credentials()
    {
        await using var exchange = await ActiveAsync();
        var client = new Client(exchange);

        var login = await client.AskAsync(Client.JsLogin, new JsonObject { ["creds"] = Client.Credentials() });
        var token = Client.Text(login, "data", "login", "token");
        var whose = await client.AskAsync(Client.Whose, null, Client.Bearer(token));
        exchange.Clock.Advance(TimeSpan.FromMinutes(59));
        var renewed = await client.RenewAsync(Client.Text(login, "data", "login", "refreshToken"), Client.Bearer(token));
        var again = await client.AskAsync(Client.Whose, null, Client.Bearer(Client.Text(renewed, "data", "newToken", "token")));

        Assert.Equal(["token", "refreshToken", "userId", "userStatus"], login["data"]!["login"]!.AsObject().Select(member => member.Key));
        Assert.Equal(exchange.Stx.DefaultUser.UserId, Client.Text(login, "data", "login", "userId"));
        Assert.Equal(exchange.Stx.DefaultUser.UserId, Client.Text(renewed, "data", "newToken", "userId"));
        Assert.Equal(StxExchange.DefaultEmail, Client.Text(whose, "data", "userProfile", "email"));
        Assert.Equal(StxExchange.DefaultEmail, Client.Text(again, "data", "userProfile", "email"));
        Assert.Equal(1, exchange.Stx.LoginsSent);
        AssertNoSecrets(exchange, client);
    }

    [Fact]
    public async Task A_Python_client_gets_both_user_ids_and_a_full_life_of_its_own()
    {
        await using var exchange = await ActiveAsync();
        var client = new Client(exchange);
        exchange.Clock.Advance(TimeSpan.FromMinutes(30));

        var login = (await client.LogInAsync())["data"]!["login"]!;

        var snapshot = exchange.Account().Snapshot.Session!;
        var claims = Client.Claims(Client.Text(login, "token"));
        Assert.Equal((snapshot.UserId, snapshot.UserUid), (Client.Text(login, "userId"), Client.Text(login, "userUid")));
        Assert.False(login["promptTwoFactorAuth"]!.GetValue<bool>());
        Assert.Equal(exchange.Clock.GetUtcNow().ToUnixTimeSeconds(), claims.GetProperty("iat").GetInt64());
        Assert.Equal(snapshot.Lifetime.TotalSeconds, claims.GetProperty("exp").GetInt64() - claims.GetProperty("iat").GetInt64());
        Assert.Equal("stx-sandbox", claims.GetProperty("iss").GetString());
        Assert.Equal(snapshot.UserId, claims.GetProperty("sub").GetString());
        AssertNoSecrets(exchange, client);
    }

    [Fact]
    public async Task Any_selection_is_answered_in_its_order_with_null_for_what_is_not_known()
    {
        await using var exchange = await ActiveAsync();
        var client = new Client(exchange);

        var answer = await client.AskAsync(
            "mutation { __typename b: login(credentials: {email: \"x\", password: \"y\"}) { t: __typename limitsNumber { dailyDeposit } ...F tncId status } a: logout { __typename status } } fragment F on LoginResult { id: userId promptTncAcceptance lastLoginAt }");

        Assert.Equal(["__typename", "b", "a"], answer["data"]!.AsObject().Select(member => member.Key));
        Assert.Equal(["t", "limitsNumber", "id", "promptTncAcceptance", "lastLoginAt", "tncId", "status"], answer["data"]!["b"]!.AsObject().Select(member => member.Key));
        Assert.Equal("LoginResult", Client.Text(answer, "data", "b", "t"));
        Assert.Null(answer["data"]!["b"]!["limitsNumber"]);
        Assert.Equal("LogoutResult", Client.Text(answer, "data", "a", "__typename"));
        Assert.Equal(0, exchange.Stx.Count("logout"));
    }

    [Fact]
    public async Task A_batch_is_answered_by_an_array()
    {
        await using var exchange = await ActiveAsync();
        var client = new Client(exchange);

        var answer = await client.SendAsync("POST", "/api/graphql", """[{"query":"mutation { logout { __typename } }"},{"query":"mutation { login(credentials: {}) { userId } }"}]""");

        Assert.Equal(2, answer.AsArray().Count);
        Assert.Equal(exchange.Stx.DefaultUser.UserId, Client.Text(answer[1], "data", "login", "userId"));
    }

    [Fact]
    public async Task A_callers_logout_ends_nothing()
    {
        await using var exchange = await ActiveAsync();
        var client = new Client(exchange);
        var token = Client.Text(await client.LogInAsync(), "data", "login", "token");

        await client.AskAsync("mutation { logout { __typename } }", null, Client.Bearer(token));
        var whose = await client.AskAsync(Client.Whose, null, Client.Bearer(token));

        Assert.Equal(StxExchange.DefaultEmail, Client.Text(whose, "data", "userProfile", "email"));
        Assert.Equal(AccountState.Active, exchange.Account().Snapshot.State);
        Assert.Equal(0, exchange.Stx.Count("logout"));
    }

    [Theory]
    [InlineData("""{"query":"mutation { login(credentials: {}) { token } confirmOrder { order { id } } }"}""")]
    [InlineData("""[{"query":"mutation { logout { __typename } }"},{"query":"{ userProfile { email } }"}]""")]
    [InlineData("""{"query":"{ userProfile { email } }","query":"mutation { logout { __typename } }"}""")]
    [InlineData("""{"_json":[{"query":"mutation { lo\u0067out { __typename } }"}]}""")]
    [InlineData("""{"query":"mutation { logout { __typename } "}""")]
    [InlineData("""{"query":"mutation { logout }"}""")]
    [InlineData("""{"extensions":{"persistedQuery":{"sha256Hash":"00"}}}""")]
    [InlineData("""{"query":"mutation { logout { __typename } }"}""", "Content-Encoding: gzip")]
    [InlineData("""{"query":"mutation { logout { __typename } }"}""", "Content-Type: text/plain")]
    [InlineData("query=mutation%7Blo%67out%7B__typename%7D%7D", "Content-Type: application/x-www-form-urlencoded")]
    [InlineData("""{"query":"{ markets }"}""", "Content-Type: application/json; charset=utf-7")]
    [InlineData("""{"query":"mutation { Logout { __typename } }"}""")]
    [InlineData("""{"query":"mutation { new_token(refreshToken: \"x\") { token } }"}""")]
    [InlineData("""{"query":"mutation { confirm2_fa(code: \"1\") { token } }"}""")]
    [InlineData("--b\r\nContent-Disposition: form-data; name=\"operations\"\r\nContent-Transfer-Encoding: base64\r\n\r\neyJxdWVyeSI6Im11dGF0aW9uIHsgbG9nb3V0IH0ifQ==\r\n--b--\r\n", "Content-Type: multipart/form-data; boundary=b")]
    public async Task What_may_be_a_login_operation_and_cannot_be_answered_is_refused_and_never_sent(string body, params string[] headers)
    {
        await using var exchange = await ActiveAsync();
        var client = new Client(exchange);
        exchange.Stx.ClearCalls();

        await client.SendAsync("POST", "/api/graphql", body, headers);

        Assert.Equal((HttpStatusCode.BadRequest, "request_not_allowed"), (client.Status, client.Error));
        Assert.Empty(exchange.Stx.Calls);
    }

    [Theory]
    [InlineData("POST", "/api/graphql?query=mutation%7Blogout%7B__typename%7D%7D", "{}")]
    [InlineData("GET", "/api/graphql?query=mutation%7Blogout%7B__typename%7D%7D", null)]
    [InlineData("GET", "/api/graphql?qu%65ry=mutation%7Blo%67out%7B__typename%7D%7D", null)]
    [InlineData("PUT", "/api/graphql", """{"query":"mutation { logout { __typename } }"}""")]
    [InlineData("POST", "/api//graphql/", """{"query":"mutation { logout }"}""")]
    [InlineData("POST", "/API/graphq%6C/below", """{"query":"mutation { logout }"}""")]
    [InlineData("POST", "/@bot/api/graphql", """{"query":"mutation { logout }"}""")]
    public async Task No_other_way_of_asking_leads_upstream(string method, string target, string? body)
    {
        await using var exchange = await ActiveAsync();
        var client = new Client(exchange);
        exchange.Stx.ClearCalls();

        await client.SendAsync(method, target, body);

        Assert.Equal((HttpStatusCode.BadRequest, "request_not_allowed"), (client.Status, client.Error));
        Assert.Empty(exchange.Stx.Calls);
    }

    [Theory]
    [InlineData("{\"x\":\"{0}\",\"query\":\"mutation { logout { __typename } }\"}")]
    [InlineData("{\"x\":\"{0}\",\"query\":\"mutation { \\u006c\\u006f\\u0067\\u006f\\u0075\\u0074 { __typename } }\"}")]
    [InlineData("{\"query\":\"mutation { logout { __typename } }\",\"x\":\"{0}\"}")]
    public async Task A_login_operation_in_a_body_too_long_to_be_read_never_gets_out(string form)
    {
        await using var exchange = await ActiveAsync();
        var client = new Client(exchange);
        exchange.Stx.ClearCalls();

        // Lengths around the pieces in which bodies are read.
        foreach (var length in new[] { 65_530, 69_600, 131_040, 131_072, 300_000 })
        {
            await client.SendAsync("POST", "/api/graphql", form.Replace("{0}", new string('x', length), StringComparison.Ordinal));

            Assert.Equal((HttpStatusCode.BadRequest, "request_not_allowed"), (client.Status, client.Error));
        }

        Assert.Equal(0, exchange.Stx.Count("logout"));
    }

    [Fact]
    public async Task A_long_body_in_wide_characters_hides_no_login_operation()
    {
        await using var exchange = await ActiveAsync();
        exchange.Stx.ClearCalls();
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(exchange.Proxy, "/api/graphql"));
        request.Content = new ByteArrayContent(Encoding.Unicode.GetBytes($$"""{"query":"mutation { logout { __typename } }","x":"{{new string('x', 70_000)}}"}"""));
        request.Content.Headers.TryAddWithoutValidation("Content-Type", "application/json");

        using var response = await exchange.Http.SendAsync(request, TestContext.Current.CancellationToken);

        Assert.Equal((HttpStatusCode.BadRequest, "request_not_allowed"), (response.StatusCode, response.Headers.GetValues("X-Gateway-Error").Single()));
        Assert.Equal(0, exchange.Stx.Count("logout"));
    }

    [Theory]
    [InlineData(16)]
    [InlineData(1000)]
    public async Task A_file_upload_passes_whatever_is_in_the_file(int length)
    {
        await using var exchange = await ActiveAsync();
        exchange.Stx.ClearCalls();
        using var content = new MultipartFormDataContent("b")
        {
            { new StringContent("""{"query":"mutation($f: Upload!) { upload(file: $f) { id } }","variables":{"f":null}}"""), "operations" },
            { new StringContent("""{"0":["variables.f"]}"""), "map" },
            { new ByteArrayContent([.. Enumerable.Range(0, length * 256).Select(i => (byte)i)]), "0", "a.bin" },
        };

        using var response = await exchange.Http.PostAsync(new Uri(exchange.Proxy, "/api/graphql"), content, TestContext.Current.CancellationToken);

        Assert.False(response.Headers.Contains("X-Gateway-Error"));
        Assert.NotEmpty(exchange.Stx.Calls);
    }

    [Fact]
    public async Task A_document_cannot_ask_for_an_answer_many_times_its_size()
    {
        await using var exchange = await ActiveAsync();
        var client = new Client(exchange);
        string Ask(int logins, int fields) => "mutation { " + string.Concat(Enumerable.Range(0, logins).Select(i => $"l{i}: login {{ ...F }} ")) + "} fragment F on LoginResult { "
            + string.Concat(Enumerable.Range(0, fields).Select(i => $"t{i}: token ")) + "}";

        await client.AskAsync(Ask(16, 16));
        Assert.Equal((HttpStatusCode.OK, null), (client.Status, client.Error));
        foreach (var (logins, fields) in new[] { (16, 17), (16, 3000), (1, 257) })
        {
            await client.AskAsync(Ask(logins, fields));
            Assert.Equal((HttpStatusCode.BadRequest, "request_not_allowed"), (client.Status, client.Error));
        }
    }

    [Theory]
    [InlineData("mutation { send2Fa(sessionId: \"{0}\", email: \"bot@example.com\") { __typename } }")]
    [InlineData("mutation { confirm2Fa(sessionId: \"{0}\", code: \"1\", email: \"bot@example.com\") { token } }")]
    public async Task Codes_for_an_account_that_is_logged_out_are_answered_with_its_problem(string document)
    {
        await using var exchange = await ActiveAsync();
        var client = new Client(exchange);
        var session = Client.Text(await client.LogInAsync(), "data", "login", "sessionId");
        await exchange.Account().LogoutAsync(TestContext.Current.CancellationToken);

        await client.AskAsync(document.Replace("{0}", session, StringComparison.Ordinal));

        Assert.Equal((HttpStatusCode.ServiceUnavailable, "logged_out"), (client.Status, client.Error));
    }

    [Fact]
    public async Task A_long_body_without_login_operations_passes()
    {
        await using var exchange = await ActiveAsync();
        var client = new Client(exchange);

        var answer = await client.SendAsync("POST", "/api/graphql", $$"""{"query":"{ userProfile { email } }","operationName":null,"note":"{{new string('x', 500_000)}}"}""");

        Assert.Equal(StxExchange.DefaultEmail, Client.Text(answer, "data", "userProfile", "email"));
    }

    [Fact]
    public async Task Login_operations_pass_where_they_are_not_to_be_answered()
    {
        await using var exchange = await Exchange.StartAsync(null, "--Gateway:Upstreams:stx:AnswerLogins=false");
        await exchange.WhenStateAsync(AccountState.Active);
        var client = new Client(exchange);

        var answer = await client.LogInAsync(StxExchange.DefaultPassword);

        Assert.Equal(2, exchange.Stx.LoginsSent);
        Assert.NotEmpty(Client.Text(answer, "data", "login", "token"));
    }

    [Fact]
    public async Task Other_states_answer_with_their_problem()
    {
        await using var exchange = await ActiveAsync();
        var client = new Client(exchange);
        await exchange.Account().LogoutAsync(TestContext.Current.CancellationToken);

        await client.LogInAsync();

        Assert.Equal((HttpStatusCode.ServiceUnavailable, "logged_out"), (client.Status, client.Error));
        Assert.Equal(AccountState.LoggedOut, exchange.Account().Snapshot.State);
    }

    [Fact]
    public async Task The_email_of_a_login_chooses_the_account_and_its_tokens_stay_with_it()
    {
        await using var exchange = await Exchange.StartAsync(
            stx => stx.AddUser("second@example.com", "pw-of-second"),
            "--Gateway:Accounts:second:Email=second@example.com",
            "--Gateway:Accounts:second:Password=pw-of-second",
            "--Gateway:DefaultAccount=bot");
        await exchange.WhenStateAsync(AccountState.Active);
        await exchange.WhenStateAsync(AccountState.Active, "second");
        var client = new Client(exchange);

        var second = Client.Text(
            await client.AskAsync(Client.JsLogin, new JsonObject { ["creds"] = Client.Credentials(email: " Second@Example.com ") }), "data", "login", "token");
        var unknown = Client.Text(
            await client.AskAsync(Client.JsLogin, new JsonObject { ["creds"] = Client.Credentials(email: "nobody@example.com") }), "data", "login", "token");

        Assert.Equal("second@example.com", Client.Text(await client.AskAsync(Client.Whose, null, Client.Bearer(second)), "data", "userProfile", "email"));
        Assert.Equal("bot@example.com", Client.Text(await client.AskAsync(Client.Whose, null, Client.Bearer(unknown)), "data", "userProfile", "email"));

        await client.AskAsync(Client.Whose, null, Client.Bearer(second), "X-Gateway-Account: bot");
        Assert.Equal((HttpStatusCode.Forbidden, "caller_not_allowed"), (client.Status, client.Error));
        await client.SendAsync("POST", "/@bot/api/graphql", "{}", Client.Bearer(second));
        Assert.Equal((HttpStatusCode.Forbidden, "caller_not_allowed"), (client.Status, client.Error));
    }

    [Theory]
    [InlineData("""{"query":"mutation { a: login(credentials: {email: \"second@example.com\"}) { userId } b: login(credentials: {email: \"bot@example.com\"}) { userId } }"}""", "request_not_allowed")]
    [InlineData("""[{"query":"mutation { login(credentials: {email: \"second@example.com\"}) { userId } }"},{"query":"mutation { login(credentials: {email: \"bot@example.com\"}) { userId } }"}]""", "request_not_allowed")]
    [InlineData("""{"query":"mutation { a: login(credentials: {email: \"bot@example.com\"}) { userId } b: login(credentials: {email: \"BOT@example.com\"}) { userId } }"}""", null)]
    public async Task Logins_of_several_accounts_in_one_request_are_refused(string body, string? error)
    {
        await using var exchange = await Exchange.StartAsync(
            stx => stx.AddUser("second@example.com", "pw-of-second"),
            "--Gateway:Accounts:second:Email=second@example.com",
            "--Gateway:Accounts:second:Password=pw-of-second",
            "--Gateway:DefaultAccount=bot");
        await exchange.WhenStateAsync(AccountState.Active);
        await exchange.WhenStateAsync(AccountState.Active, "second");
        var client = new Client(exchange);

        await client.SendAsync("POST", "/api/graphql", body);
        Assert.Equal(error, client.Error);

        // A header stands above both.
        await client.SendAsync("POST", "/api/graphql", body, "X-Gateway-Account: second");
        Assert.Null(client.Error);
    }

    [Theory]
    [InlineData("second@example.com", "request_not_allowed")]
    [InlineData("bot@example.com", null)]
    [InlineData("nobody@example.com", null)]
    public async Task A_login_of_one_account_beside_a_token_of_another_is_refused(string email, string? error)
    {
        await using var exchange = await Exchange.StartAsync(
            stx => stx.AddUser("second@example.com", "pw-of-second"),
            "--Gateway:Accounts:second:Email=second@example.com",
            "--Gateway:Accounts:second:Password=pw-of-second",
            "--Gateway:DefaultAccount=bot");
        await exchange.WhenStateAsync(AccountState.Active);
        await exchange.WhenStateAsync(AccountState.Active, "second");
        var client = new Client(exchange);
        var refresh = Client.Text(await client.LogInAsync(), "data", "login", "refreshToken");

        await client.AskAsync($$"""mutation { login(credentials: {email: "{{email}}"}) { userId } newToken(refreshToken: "{{refresh}}") { userId } }""");

        Assert.Equal(error, client.Error);
    }

    [Fact]
    public async Task A_callers_key_as_password_is_not_forwarded_even_beside_the_same_key_in_a_header()
    {
        const string Key = "caller-key-0123456789abcdef";
        await using var exchange = await ActiveAsync("--Gateway:Upstreams:stx:AnswerLogins=false", $"--Gateway:Inbound:Callers:bot:Key={Key}");
        var client = new Client(exchange);

        await client.LogInAsync(Key, $"X-Gateway-Key: {Key}");
        Assert.Equal((HttpStatusCode.Unauthorized, "caller_key_required", 1), (client.Status, client.Error, exchange.Stx.LoginsSent));

        await client.LogInAsync(StxExchange.DefaultPassword, $"X-Gateway-Key: {Key}");
        Assert.Equal((HttpStatusCode.OK, 2), (client.Status, exchange.Stx.LoginsSent));
    }

    [Theory]
    [InlineData("FFFFFFFFFFFFFFFFF\r\nx")]
    [InlineData("FFFFFFFF\r\nx")]
    [InlineData("-1\r\nx")]
    [InlineData("5\r\nhelloXY")]
    [InlineData("\r\n")]
    public async Task A_body_whose_chunks_are_broken_is_refused_and_says_so(string chunks)
    {
        await using var exchange = await ActiveAsync();
        using var client = await RawClient.ConnectAsync(exchange.Proxy.Port);

        await client.GetStream().WriteAsync(
            System.Text.Encoding.ASCII.GetBytes($"POST /api/graphql HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n{chunks}"),
            TestContext.Current.CancellationToken);

        var answer = RawResponse.Parse(await RawClient.ReadUntilAsync(client.GetStream(), "\r\n\r\n"));
        Assert.Equal((400, "request_not_allowed"), (answer.Status, answer.Error));
    }

    internal static async Task<Exchange> ActiveAsync(params string[] settings)
    {
        var exchange = await Exchange.StartAsync(null, settings);
        await exchange.WhenStateAsync(AccountState.Active);
        return exchange;
    }

    internal static void AssertNoSecrets(Exchange exchange, Client client)
    {
        var session = exchange.Account().Snapshot.Session!;
        string[] secrets = [.. SecretScan.SecretsOf(exchange.Stx), session.AccessToken.Reveal(), session.RefreshToken!.Reveal(), session.SessionId!.Reveal()];
        var decoded = client.Answers.SelectMany(answer => answer.Split('"').Where(part => part.Count(c => c == '.') == 2 && part.StartsWith("ey", StringComparison.Ordinal)))
            .Select(token => Client.Claims(token).GetRawText());

        Assert.Empty(SecretScan.Find(secrets, string.Join('\n', client.Answers.Concat(decoded))));
        Assert.Empty(SecretScan.Find(secrets, exchange.Log.ToString()));
    }
}
