using System.Buffers.Text;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using Gateway.Core.Primitives;
using Gateway.Placeholders;
using Gateway.Tests.Integration;
using Sandbox.Stx;

namespace Gateway.Tests.Logins;

/// <summary>How long placeholders live, for whom, and what becomes of false ones.</summary>
public sealed class PlaceholderTests
{
    private const string Key = "caller-key-0123456789abcdef";
    private const string OtherKey = "other-key-0123456789abcdefg";
    private const string EncryptionKey = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=";
    private const string OtherEncryptionKey = "/wECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=";

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_placeholder_is_good_until_a_day_after_its_end(bool keyed)
    {
        await using var exchange = await LoginAnswerTests.ActiveAsync(keyed ? [Caller("bot", Key)] : []);
        var client = new Client(exchange);
        var token = Client.Text(await client.LogInAsync(Key), "data", "login", "token");
        var end = DateTimeOffset.FromUnixTimeSeconds(Client.Claims(token).GetProperty("exp").GetInt64()).AddHours(24);

        // The account's own token has to last as long.
        exchange.Stx.Knobs.AccessTokenLifetime = TimeSpan.FromHours(100);
        Assert.Null(await exchange.Account().RefreshAsync(TestContext.Current.CancellationToken));
        exchange.Clock.Advance(end.AddSeconds(-1) - exchange.Clock.GetUtcNow());
        await client.AskAsync(Client.Whose, null, Client.Bearer(token));
        Assert.Equal(HttpStatusCode.OK, client.Status);

        exchange.Clock.Advance(TimeSpan.FromSeconds(2));
        await client.AskAsync(Client.Whose, null, Client.Bearer(token));
        Assert.Equal((HttpStatusCode.Unauthorized, "caller_key_required"), (client.Status, client.Error));
    }

    [Fact]
    public async Task The_key_as_password_opens_and_its_placeholders_stand_for_it_everywhere()
    {
        await using var exchange = await LoginAnswerTests.ActiveAsync(Caller("bot", Key), Caller("other", OtherKey));
        var client = new Client(exchange);

        var login = (await client.LogInAsync(Key))["data"]!["login"]!;
        var (token, refresh) = (Client.Text(login, "token"), Client.Text(login, "refreshToken"));

        foreach (var header in new[] { Client.Bearer(token), $"x-stack-access-token: {token}", $"x-stack-refresh-token: {refresh}", $"x-hexclave-refresh-token: {refresh}" })
        {
            var whose = await client.AskAsync(Client.Whose, null, header);
            Assert.Equal(StxExchange.DefaultEmail, Client.Text(whose, "data", "userProfile", "email"));
        }

        var byQuery = await client.SendAsync("POST", $"/api/graphql?token={token}", $$"""{"query":"{{Client.Whose}}"}""");
        Assert.Equal(StxExchange.DefaultEmail, Client.Text(byQuery, "data", "userProfile", "email"));
        Assert.NotEmpty(Client.Text(await client.RenewAsync(refresh), "data", "newToken", "token"));
        Assert.Equal("bot", Client.Claims(token).GetProperty("gateway").GetProperty("caller").GetString());
        LoginAnswerTests.AssertNoSecrets(exchange, client);
        Assert.Empty(SecretScan.Find([Key, token, refresh], exchange.Log.ToString()));
        Assert.Empty(SecretScan.Find([Key], string.Join('\n', client.Answers)));
        Assert.DoesNotContain(exchange.Stx.Calls, call => call.AccessToken == token || call.AccessToken == Key);
    }

    [Theory]
    [InlineData("dummy")]
    [InlineData("caller-key-0123456789abcdeF")]
    [InlineData("")]
    public async Task A_wrong_key_as_password_is_a_missing_key(string password)
    {
        await using var exchange = await LoginAnswerTests.ActiveAsync(Caller("bot", Key));
        var client = new Client(exchange);

        await client.LogInAsync(password);

        Assert.Equal((HttpStatusCode.Unauthorized, "caller_key_required"), (client.Status, client.Error));
    }

    [Theory]
    [InlineData("""{"query":"{ userProfile { email } }"}""")]
    [InlineData("""{"query":"mutation { logout { __typename } }"}""")]
    [InlineData("""{"query":"mutation { a: login(credentials: {password: \"caller-key-0123456789abcdef\"}) { token } b: login(credentials: {password: \"other-key-0123456789abcdefg\"}) { token } }"}""")]
    [InlineData("""{"query":"mutation { a: login(credentials: {password: \"caller-key-0123456789abcdef\"}) { token } b: login(credentials: {password: \"dummy\"}) { token } }"}""")]
    public async Task Nothing_but_login_operations_of_one_key_opens_without_a_header(string body)
    {
        await using var exchange = await LoginAnswerTests.ActiveAsync(Caller("bot", Key), Caller("other", OtherKey));
        var client = new Client(exchange);
        exchange.Stx.ClearCalls();

        await client.SendAsync("POST", "/api/graphql", body);

        Assert.Equal((HttpStatusCode.Unauthorized, "caller_key_required"), (client.Status, client.Error));
        Assert.Empty(exchange.Stx.Calls);
    }

    [Theory]
    [InlineData("""{"query":"mutation { login(credentials: {password: \"caller-key-0123456789abcdef\"}) { token } confirmOrder { order { id } } }"}""")]
    [InlineData("""{"query":"mutation { login(credentials: {password: \"some-other-0123456789abcdef\"}) { token } confirmOrder { order { id } } }"}""")]
    [InlineData("""{"query":"query { note(password: \"caller-key-0123456789abcdef\") { id } login }"}""")]
    public async Task A_login_that_cannot_be_taken_for_one_says_so_to_everybody_alike(string body)
    {
        await using var exchange = await LoginAnswerTests.ActiveAsync(Caller("bot", Key), Caller("other", OtherKey));
        var client = new Client(exchange);
        exchange.Stx.ClearCalls();

        await client.SendAsync("POST", "/api/graphql", body);

        Assert.Equal((HttpStatusCode.BadRequest, "request_not_allowed"), (client.Status, client.Error));
        Assert.Empty(exchange.Stx.Calls);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_client_that_still_sends_an_ended_token_can_log_in_again_and_do_nothing_else(bool keyed)
    {
        await using var exchange = await LoginAnswerTests.ActiveAsync(keyed ? [Caller("bot", Key)] : []);
        var client = new Client(exchange);
        var first = (await client.LogInAsync(Key))["data"]!["login"]!;
        var (token, refresh) = (Client.Text(first, "token"), Client.Text(first, "refreshToken"));
        var ended = token[..^2] + (token[^2] == 'A' ? "BA" : "AA");
        exchange.Stx.ClearCalls();

        var again = Client.Text(await client.LogInAsync(Key, Client.Bearer(ended)), "data", "login", "token");
        Assert.NotEmpty(again);
        await client.LogInAsync("dummy", Client.Bearer(ended));
        Assert.Equal(keyed ? HttpStatusCode.Unauthorized : HttpStatusCode.OK, client.Status);

        foreach (var send in new Func<Task>[]
        {
            () => client.AskAsync(Client.Whose, null, Client.Bearer(ended)),
            () => client.RenewAsync(refresh, Client.Bearer(ended)),
            () => client.AskAsync("mutation { logout { __typename } }", null, Client.Bearer(ended)),
            () => client.AskAsync("mutation { login(credentials: {}) { token } logout { __typename } }", null, Client.Bearer(ended), $"X-Gateway-Key: {Key}"),
            () => client.AskAsync("mutation { confirmOrder { order { id } } }", null, Client.Bearer(ended), $"X-Gateway-Key: {Key}"),
            () => client.SendAsync("POST", "/api/graphql", new string('x', 70_000), Client.Bearer(ended)),
            () => client.SendAsync("GET", "/api/x", null, Client.Bearer(ended)),
        })
        {
            await send();
            Assert.Equal((HttpStatusCode.Unauthorized, "caller_key_required"), (client.Status, client.Error));
        }

        Assert.Empty(exchange.Stx.Calls);
    }

    [Fact]
    public async Task An_ended_token_gets_no_login_forwarded()
    {
        await using var exchange = await LoginAnswerTests.ActiveAsync(Caller("bot", Key), "--Gateway:Upstreams:stx:AnswerLogins=false");
        await using var answering = await LoginAnswerTests.ActiveAsync(Caller("bot", Key));
        var foreign = Client.Text(await new Client(answering).LogInAsync(Key), "data", "login", "token");
        var client = new Client(exchange);
        exchange.Stx.ClearCalls();

        await client.LogInAsync("dummy", Client.Bearer(foreign), $"X-Gateway-Key: {Key}");

        Assert.Equal((HttpStatusCode.Unauthorized, "caller_key_required"), (client.Status, client.Error));
        Assert.Empty(exchange.Stx.Calls);
    }

    [Fact]
    public async Task A_token_with_any_other_character_anywhere_is_refused_as_a_false_one_or_as_a_stranger()
    {
        await using var exchange = await LoginAnswerTests.ActiveAsync();
        var client = new Client(exchange);
        var token = Client.Text(await client.LogInAsync(), "data", "login", "token");
        var tokens = new PlaceholderTokens(new PlaceholderKeys(), TimeProvider.System);
        var real = tokens.Issue(PlaceholderPurpose.Access, AccountName.Parse("bot"), null, null, TimeSpan.FromHours(1)).Reveal();
        Assert.NotNull(tokens.Read(real, PlaceholderPurposes.OfBearer));

        for (var position = 0; position < real.Length; position++)
        {
            foreach (var other in "A_-=!%+/. \u00e9\0B".Where(other => other != real[position]))
            {
                var text = string.Concat(real.AsSpan(0, position), [other], real.AsSpan(position + 1));
                _ = PlaceholderTokens.HasForm(text);
                Assert.True(tokens.Read(text, PlaceholderPurposes.OfBearer) is null, text);
            }

            Assert.Null(tokens.Read(real.AsSpan(0, position), PlaceholderPurposes.OfBearer));
        }

        foreach (var end in new[] { "!", "=", "_", string.Empty })
        {
            await client.AskAsync(Client.Whose, null, Client.Bearer(token[..^1] + end));
            Assert.Equal((HttpStatusCode.Unauthorized, "caller_key_required"), (client.Status, client.Error));
        }
    }

    [Fact]
    public async Task A_key_as_password_is_not_taken_where_the_login_would_go_upstream()
    {
        await using var exchange = await LoginAnswerTests.ActiveAsync(Caller("bot", Key), "--Gateway:Upstreams:stx:AnswerLogins=false");
        var client = new Client(exchange);
        exchange.Stx.ClearCalls();

        await client.LogInAsync(Key);

        Assert.Equal((HttpStatusCode.Unauthorized, "caller_key_required"), (client.Status, client.Error));
        Assert.Empty(exchange.Stx.Calls);
    }

    [Fact]
    public async Task False_placeholders_are_refused_with_and_without_keys()
    {
        await using var other = await LoginAnswerTests.ActiveAsync();
        var foreign = Client.Text(await new Client(other).LogInAsync(), "data", "login", "token");
        foreach (var settings in new[] { Array.Empty<string>(), [Caller("bot", Key)] })
        {
            await using var exchange = await LoginAnswerTests.ActiveAsync(settings);
            var client = new Client(exchange);
            var token = Client.Text(await client.LogInAsync(Key), "data", "login", "token");
            exchange.Stx.ClearCalls();

            foreach (var false_ in Falsify(token).Append(foreign))
            {
                await client.AskAsync(Client.Whose, null, Client.Bearer(false_));
                Assert.Equal((HttpStatusCode.Unauthorized, "caller_key_required"), (client.Status, client.Error));
                await client.SendAsync("GET", $"/api/x?token={false_}", null);
                Assert.Equal((HttpStatusCode.Unauthorized, "caller_key_required"), (client.Status, client.Error));
            }

            Assert.Empty(exchange.Stx.Calls);
        }
    }

    [Fact]
    public async Task Replicas_with_one_key_take_each_others_and_a_new_first_key_takes_the_old()
    {
        await using var first = await LoginAnswerTests.ActiveAsync($"--Gateway:Store:EncryptionKey={EncryptionKey}", Caller("bot", Key));
        await using var second = await LoginAnswerTests.ActiveAsync($"--Gateway:Store:EncryptionKey={OtherEncryptionKey},{EncryptionKey}", Caller("bot", Key));
        await using var third = await LoginAnswerTests.ActiveAsync($"--Gateway:Store:EncryptionKey={OtherEncryptionKey}", Caller("bot", Key));
        var old = Client.Text(await new Client(first).LogInAsync(Key), "data", "login", "token");
        var young = Client.Text(await new Client(second).LogInAsync(Key), "data", "login", "token");

        Assert.Equal(HttpStatusCode.OK, await TryAsync(second, old));
        Assert.Equal(HttpStatusCode.OK, await TryAsync(third, young));
        Assert.Equal(HttpStatusCode.Unauthorized, await TryAsync(third, old));
        Assert.Equal(HttpStatusCode.Unauthorized, await TryAsync(first, young));
    }

    [Fact]
    public async Task Placeholders_outlive_a_restart_but_not_their_callers_key()
    {
        await using var exchange = await LoginAnswerTests.ActiveAsync(Caller("bot", Key), Caller("other", OtherKey));
        var token = Client.Text(await new Client(exchange).LogInAsync(Key), "data", "login", "token");
        var others = Client.Text(await new Client(exchange).LogInAsync(OtherKey), "data", "login", "token");

        await exchange.RestartGatewayAsync(Caller("bot", Key), Caller("other", OtherKey));
        Assert.Equal(HttpStatusCode.OK, await TryAsync(exchange, token));

        await exchange.RestartGatewayAsync(Caller("bot", "changed-key-0123456789abcdef"), Caller("other", OtherKey));
        Assert.Equal((HttpStatusCode.Unauthorized, HttpStatusCode.OK), (await TryAsync(exchange, token), await TryAsync(exchange, others)));

        // The key goes to another name: it is another caller.
        await exchange.RestartGatewayAsync(Caller("renamed", Key));
        Assert.Equal(HttpStatusCode.Unauthorized, await TryAsync(exchange, token));

        // Nobody needs a key any more; a removed caller's token counts for nothing all the same.
        await exchange.RestartGatewayAsync([]);
        Assert.Equal(HttpStatusCode.Unauthorized, await TryAsync(exchange, token));
    }

    [Fact]
    public async Task A_placeholder_beside_another_callers_key_is_refused()
    {
        await using var exchange = await LoginAnswerTests.ActiveAsync(Caller("bot", Key), Caller("other", OtherKey));
        var client = new Client(exchange);
        var token = Client.Text(await client.LogInAsync(Key), "data", "login", "token");

        await client.AskAsync(Client.Whose, null, Client.Bearer(token), $"X-Gateway-Key: {OtherKey}");

        Assert.Equal((HttpStatusCode.Unauthorized, "caller_key_required"), (client.Status, client.Error));
    }

    private static string Caller(string name, string key) => $"--Gateway:Inbound:Callers:{name}:Key={key}";

    private static async Task<HttpStatusCode> TryAsync(Exchange exchange, string token)
    {
        var client = new Client(exchange);
        await client.AskAsync(Client.Whose, null, Client.Bearer(token));
        return client.Status;
    }

    private static IEnumerable<string> Falsify(string token)
    {
        var parts = token.Split('.');
        var claims = Encoding.UTF8.GetString(Base64Url.DecodeFromChars(parts[1]));
        var forged = Encode(claims.Replace("\"account\":\"bot\"", "\"account\":\"two\"", StringComparison.Ordinal));
        yield return $"{parts[0]}.{forged}.{parts[2]}";
        yield return $"{parts[0]}.{parts[1]}.{(parts[2][0] == 'A' ? 'B' : 'A')}{parts[2][1..]}";
        yield return $"{parts[0]}.{parts[1]}.";
        yield return $"{Encode("""{"alg":"none","typ":"JWT"}""")}.{parts[1]}.";
        yield return $"{Encode("""{"alg":"none","typ":"JWT"}""")}.{parts[1]}.{parts[2]}";
        yield return $"{Encode("""{"alg":"HS256","typ":"JWT"}""")}.{parts[1]}.{parts[2]}";

        // Signed with what an attacker knows: nothing, and the header itself.
        foreach (var known in new[] { Array.Empty<byte>(), Encoding.ASCII.GetBytes(parts[0]) })
        {
            yield return $"{parts[0]}.{parts[1]}.{Base64Url.EncodeToString(HMACSHA256.HashData(known, Encoding.ASCII.GetBytes($"{parts[0]}.{parts[1]}")))}";
        }

        // Oversized, but still within what a target may be.
        yield return $"{parts[0]}.{Encode(claims[..^1] + $",\"x\":\"{new string('x', 4000)}\"}}")}.{parts[2]}";
    }

    private static string Encode(string text) => Base64Url.EncodeToString(Encoding.UTF8.GetBytes(text));
}
