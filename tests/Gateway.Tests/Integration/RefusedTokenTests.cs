using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text.Json;
using Gateway.Core.Sessions;
using Sandbox.Stx;

namespace Gateway.Tests.Integration;

/// <summary>The upstream ends tokens before their time; the journal of the sandbox counts what that costs.</summary>
public sealed class RefusedTokenTests
{
    private const string Balance = "query:userProfile";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(RefusalStyle.GraphQl200, false, 1)]
    [InlineData(RefusalStyle.GraphQl200, true, 1)]
    [InlineData(RefusalStyle.Http401, false, 1)]
    [InlineData(RefusalStyle.GraphQl200, false, 200)]
    [InlineData(RefusalStyle.GraphQl200, true, 200)]
    [InlineData(RefusalStyle.Http401, false, 200)]
    public async Task However_many_callers_one_refresh_and_one_resend_for_each(RefusalStyle style, bool keepsData, int callers)
    {
        await using var exchange = await StartAsync(stx => (stx.Knobs.RefusalStyle, stx.Knobs.RefusalsKeepData) = (style, keepsData));
        exchange.Stx.RevokeAccessTokens();
        var refresh = exchange.Stx.Knobs.Hold(StxOperations.NewToken);

        var answers = Enumerable.Range(0, callers).Select(caller => AskAsync(exchange, caller)).ToList();
        await exchange.Stx.WaitForCallsAsync(Balance, callers, Cancellation);
        await refresh.ReachedAsync();
        refresh.Release();

        Assert.Equal(Enumerable.Range(0, callers).Select(NameOf), await Task.WhenAll(answers));
        Assert.Equal(1, exchange.Stx.Count(StxOperations.NewToken));
        Assert.Equal(2 * callers, exchange.Stx.Count(Balance));
        Assert.Equal(1, exchange.Stx.LoginsSent);
        Assert.Equal(callers, exchange.Account().Snapshot.Counters.Replays);
        Assert.DoesNotContain("refused_with_fresh_token", exchange.Account().Snapshot.Warnings);
    }

    [Fact]
    public async Task Two_hundred_callers_with_bodies_of_their_own_get_their_own_answers()
    {
        const int Callers = 200;
        await using var exchange = await StartAsync();
        exchange.Stx.RevokeAccessTokens();

        var answers = await Task.WhenAll(Enumerable.Range(0, Callers).Select(async caller =>
        {
            var body = RandomNumberGenerator.GetBytes(1 + (caller * 300));
            using var response = await exchange.Http.PostAsync(new Uri(exchange.Proxy, $"/api/v1/echo/{caller}"), new ByteArrayContent(body), Cancellation);
            using var echo = JsonDocument.Parse(await response.Content.ReadAsStreamAsync(Cancellation));
            return (Expected: Convert.ToHexStringLower(SHA256.HashData(body)), Hash: echo.RootElement.GetProperty("bodySha256").GetString(),
                Caller: caller, Target: echo.RootElement.GetProperty("rawTarget").GetString());
        }));

        Assert.All(answers, answer => Assert.Equal((answer.Expected, $"/api/v1/echo/{answer.Caller}"), (answer.Hash, answer.Target)));
        Assert.Equal(1, exchange.Stx.Count(StxOperations.NewToken));
        var refused = exchange.Stx.Calls.Count(call => call.Status == 401);
        Assert.Equal(Callers + refused, exchange.Stx.Count(StxOperations.Rest));
        Assert.Equal(refused, exchange.Account().Snapshot.Counters.Replays);
    }

    [Fact]
    public async Task A_streamed_upload_gets_its_refusal_and_the_next_request_the_new_token()
    {
        await using var exchange = await StartAsync();
        var before = exchange.Account().Snapshot.Session!;
        exchange.Stx.RevokeAccessTokens();
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(exchange.Proxy, "/api/v1/upload"))
        {
            Content = new StreamContent(new MemoryStream(new byte[5000])) { Headers = { ContentType = new MediaTypeHeaderValue("application/octet-stream") } },
        };
        request.Headers.TransferEncodingChunked = true;

        using var refused = await exchange.Http.SendAsync(request, Cancellation);
        await exchange.WhenAsync(s => s.Session!.Version > before.Version);

        Assert.Equal(HttpStatusCode.Unauthorized, refused.StatusCode);
        Assert.Equal("""{"error":"unauthorized"}""", await refused.Content.ReadAsStringAsync(Cancellation));
        Assert.Equal(StxExchange.DefaultEmail, await exchange.AskWhoseAsync());
        Assert.Equal(1, exchange.Stx.Count(StxOperations.NewToken));
        Assert.Equal(1, exchange.Stx.Count(StxOperations.Rest));
    }

    [Fact]
    public async Task An_upstream_that_refuses_everything_is_refreshed_at_growing_distances_and_never_logged_in_to()
    {
        await using var exchange = await StartAsync();
        exchange.Stx.Knobs.Misbehave(StxOperations.Rest, new Misbehaviour(MisbehaviourKind.Unauthorized), times: null);

        foreach (var (pause, refreshes) in new[] { (0, 1), (9, 1), (1, 2), (19, 2), (1, 3), (39, 3), (1, 4), (59, 4), (1, 5), (59, 5), (1, 6) })
        {
            exchange.Clock.Advance(TimeSpan.FromSeconds(pause));
            using var answer = await exchange.Http.GetAsync(new Uri(exchange.Proxy, "/api/v1/orders"), Cancellation);

            Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
            Assert.Equal("""{"error":"unauthorized"}""", await answer.Content.ReadAsStringAsync(Cancellation));
            Assert.Equal(refreshes, exchange.Stx.Count(StxOperations.NewToken));
        }

        Assert.Equal(1, exchange.Stx.LoginsSent);
        Assert.Contains("refused_with_fresh_token", await StatusAsync(exchange), StringComparison.Ordinal);
        Assert.Equal(6, exchange.Account().Snapshot.Counters.Replays);

        exchange.Stx.Knobs.Behave();
        exchange.Stx.RevokeAccessTokens();
        exchange.Clock.Advance(TimeSpan.FromSeconds(60));
        using var good = await exchange.Http.GetAsync(new Uri(exchange.Proxy, "/api/v1/orders"), Cancellation);

        Assert.Equal(HttpStatusCode.OK, good.StatusCode);
        var status = await StatusAsync(exchange);
        Assert.DoesNotContain("refused_with_fresh_token", status, StringComparison.Ordinal);
        Assert.Contains("\"replays\":7", status, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_session_that_the_upstream_ended_is_begun_anew_for_the_request_that_finds_out()
    {
        await using var exchange = await StartAsync();
        exchange.Stx.RevokeSessions();

        Assert.Equal(StxExchange.DefaultEmail, await exchange.AskWhoseAsync());
        Assert.Equal(2, exchange.Stx.LoginsSent);
        Assert.Equal(1, exchange.Account().Snapshot.Counters.Replays);
    }

    [Fact]
    public async Task No_token_is_written_to_the_log()
    {
        await using var exchange = await StartAsync();
        exchange.Stx.RevokeAccessTokens();

        await exchange.AskWhoseAsync();

        Assert.Contains("was sent once more", exchange.Log.ToString(), StringComparison.Ordinal);
        Assert.All(exchange.Stx.Calls.Select(call => call.AccessToken).OfType<string>(), token => Assert.DoesNotContain(token, exchange.Log.ToString(), StringComparison.Ordinal));
    }

    private static async Task<Exchange> StartAsync(Action<StxExchange>? prepare = null)
    {
        var exchange = await Exchange.StartAsync(prepare);
        await exchange.WhenStateAsync(AccountState.Active);
        exchange.Clock.Advance(TimeSpan.FromMinutes(1));
        return exchange;
    }

    private static string NameOf(int caller) => $"caller{caller}";

    // The alias tells the answers apart.
    private static async Task<string> AskAsync(Exchange exchange, int caller)
    {
        using var response = await exchange.Http.PostAsJsonAsync(
            new Uri(exchange.Proxy, "/api/graphql"), new { query = $"{{ {NameOf(caller)}: userProfile {{ email }} }}" }, Cancellation);
        using var body = JsonDocument.Parse(await response.Content.ReadAsStreamAsync(Cancellation));
        return body.RootElement.GetProperty("data").EnumerateObject().Single(field => field.Value.GetProperty("email").GetString() == StxExchange.DefaultEmail).Name;
    }

    private static Task<string> StatusAsync(Exchange exchange) => exchange.Http.GetStringAsync(new Uri(exchange.Management, "/accounts/bot"), Cancellation);
}
