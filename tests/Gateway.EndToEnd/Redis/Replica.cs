using System.Net;
using System.Text;
using System.Text.Json;
using Gateway.EndToEnd.Support;

namespace Gateway.EndToEnd.Redis;

/// <summary>One of several gateways: a process, and the way to its management listener.</summary>
internal sealed class Replica(GatewayProcess process, HttpClient management, HttpClient bot)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(40);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public GatewayProcess Process => process;

    /// <summary>Set before it is killed, so that its bots know that it is not the gateway that failed.</summary>
    public bool IsGone { get; set; }

    public Task<HttpResponseMessage> CallAsync() => bot.GetAsync("/api/v1/orders", Cancel);

    public async Task<HttpStatusCode> ActAsync(string action, string body = "")
    {
        using var content = new StringContent(body, Encoding.UTF8, "application/json");
        using var answer = await management.PostAsync($"/accounts/default/{action}", content, Cancel);
        return answer.StatusCode;
    }

    public async Task<JsonElement> StatusAsync() => JsonDocument.Parse(await management.GetStringAsync("/accounts/default", Cancel)).RootElement;

    public Task WhenStateAsync(string state) => WhenAsync(status => status.GetProperty("state").GetString() == state, state);

    public Task WhenAsync(Func<JsonElement, bool> condition, string what) => Eventually.HoldsAsync(Patience, async () =>
    {
        var status = await StatusAsync();
        return condition(status) ? null : $"{what}: {status}";
    });

    /// <summary>Waits until <c>/health/ready</c> says so: <c>ready</c>, <c>degraded</c> or <c>not_ready</c>.</summary>
    public Task WhenReadinessAsync(string expected) => Eventually.HoldsAsync(Patience, async () =>
    {
        using var answer = await management.GetAsync("/health/ready", Cancel);
        var seen = JsonDocument.Parse(await answer.Content.ReadAsStringAsync(Cancel)).RootElement.GetProperty("status").GetString();
        return seen == expected ? null : $"{seen} instead of {expected}: {process.Output[^Math.Min(2000, process.Output.Length)..]}";
    });

    public async Task<string> CodeOfProblemAsync()
    {
        using var answer = await CallAsync();
        return answer.Headers.GetValues("X-Gateway-Error").Single();
    }
}
