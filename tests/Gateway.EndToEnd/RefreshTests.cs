using System.Net;
using Gateway.EndToEnd.Support;
using Sandbox.Stx;

namespace Gateway.EndToEnd;

/// <summary>The one place where real seconds pass: everything else about time is proven with the fake clock.</summary>
public sealed class RefreshTests : Scene
{
    private const int Refreshes = 3;
    private const int Callers = 8;

    private static readonly TimeSpan Lifetime = TimeSpan.FromSeconds(6);
    private static readonly TimeSpan Lead = Lifetime / 5;
    private static readonly TimeSpan Jitter = Lead / 10;

    /// <summary>What a busy machine may take between a timer and the exchange; the token is still good then.</summary>
    private static readonly TimeSpan Slack = TimeSpan.FromMilliseconds(800);

    [Fact]
    public async Task Short_tokens_are_refreshed_a_fifth_of_their_life_before_their_end_and_no_call_fails()
    {
        Exchange.Stx.Knobs.AccessTokenLifetime = Lifetime;
        using var gateway = await ActiveAsync();
        using var enough = new CancellationTokenSource();

        var callers = Enumerable.Range(0, Callers).Select(_ => CallUntilAsync(gateway, enough.Token)).ToList();
        await Exchange.Stx.WaitForCallsAsync(StxOperations.NewToken, Refreshes, TestContext.Current.CancellationToken).WaitAsync(Patience, TestContext.Current.CancellationToken);
        var seen = Exchange.Stx.Count(StxOperations.Rest);
        await Exchange.Stx.WaitForCallsAsync(StxOperations.Rest, seen + (2 * Callers), TestContext.Current.CancellationToken);
        await enough.CancelAsync();
        var answers = (await Task.WhenAll(callers)).SelectMany(answers => answers).ToList();

        Assert.All(answers, answer => Assert.Equal(HttpStatusCode.OK, answer));
        Assert.True(answers.Count > Callers * Refreshes, $"Only {answers.Count} calls were made.");
        var calls = Exchange.Stx.Calls;
        Assert.All(calls.Where(call => call.Operation == StxOperations.Rest), call => Assert.Equal(TokenState.Good, call.TokenState));
        Assert.Equal(1, Exchange.Stx.LoginsSent);
        var refreshes = calls.Where(call => call.Operation == StxOperations.NewToken).Take(Refreshes).ToList();
        Assert.Equal(Refreshes, refreshes.Select(call => call.RefreshToken).Distinct(StringComparer.Ordinal).Count());

        // The tokens in the order of their life; each one's refresh is the one of the same number.
        var ends = calls.Where(call => call.Operation == StxOperations.Rest)
            .Select(call => call.AccessToken!).Distinct(StringComparer.Ordinal)
            .Select(token => DateTimeOffset.FromUnixTimeSeconds(SecretSearch.Claims(token).GetProperty("exp").GetInt64()))
            .Order().ToList();
        Assert.All(Enumerable.Range(0, Refreshes), number => Assert.InRange(
            ends[number] - refreshes[number].At, Lead - Slack, Lead + Jitter));
    }

    private async Task<List<HttpStatusCode>> CallUntilAsync(GatewayProcess gateway, CancellationToken enough)
    {
        var bot = Bot(gateway);
        var answers = new List<HttpStatusCode>();
        while (!enough.IsCancellationRequested)
        {
            using var answer = await bot.GetAsync("/api/v1/orders", TestContext.Current.CancellationToken);
            answers.Add(answer.StatusCode);

            // Enough calls to meet every moment, not so many that they are what takes time.
            await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, TestContext.Current.CancellationToken);
        }

        return answers;
    }
}
