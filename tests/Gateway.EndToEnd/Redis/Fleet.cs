using System.Net;
using System.Security.Cryptography;
using Gateway.EndToEnd.Support;
using Gateway.Testing.Redis;
using Sandbox.Stx;

namespace Gateway.EndToEnd.Redis;

/// <summary>Several real gateways on one real Redis in front of one exchange, and bots that call through them.</summary>
public abstract class Fleet : Scene
{
    private static readonly TimeSpan Pace = TimeSpan.FromMilliseconds(100);

    private int _started;

    private protected RedisServer Server { get; private set; } = null!;

    private protected static CancellationToken Cancel => TestContext.Current.CancellationToken;

    /// <summary>Starts Redis and has the gateways use it.</summary>
    private protected async Task UseRedisAsync(string? password = null, bool keepsData = false)
    {
        Server = await RedisServer.StartAsync(password, keepsData: keepsData);
        UseRedis(Server.Configuration);
    }

    private protected void UseRedis(string configuration)
    {
        Settings["Gateway__Store__Kind"] = "Redis";
        Settings["Gateway__Store__Redis"] = configuration;
        Settings["Gateway__Store__EncryptionKey"] = Convert.ToBase64String(RandomNumberGenerator.GetBytes(32));
    }

    private protected async Task<Replica> StartReplicaAsync()
    {
        var socket = Path.Combine(Folder, $"m{_started++}.sock");
        Settings["Gateway__Management__Url"] = $"http://unix:{socket}";
        var process = await StartedAsync();
        return new Replica(process, Client(new Uri("http://localhost"), socket), Bot(process));
    }

    private protected async Task<Replica[]> StartReplicasAsync(int count)
    {
        var replicas = new List<Replica>();
        for (var i = 0; i < count; i++)
        {
            replicas.Add(await StartReplicaAsync());
        }

        foreach (var replica in replicas)
        {
            await replica.WhenStateAsync("active");
        }

        return [.. replicas];
    }

    /// <summary>Calls through a gateway until it is enough; gives what did not succeed, and never nothing because nothing was called.</summary>
    private protected static async Task<IReadOnlyList<string>> CallUntilAsync(Replica replica, CancellationToken enough)
    {
        var failures = new List<string>();
        var calls = 0;
        while (!enough.IsCancellationRequested && !replica.IsGone)
        {
            try
            {
                using var answer = await replica.CallAsync();
                calls++;
                if (answer.StatusCode != HttpStatusCode.OK)
                {
                    failures.Add($"{answer.StatusCode}: {await answer.Content.ReadAsStringAsync(Cancel)}");
                }
            }
            catch (HttpRequestException) when (replica.IsGone)
            {
                break;
            }

            await Task.Delay(Pace, TimeProvider.System, Cancel);
        }

        return calls == 0 && !replica.IsGone ? ["Nothing was called."] : failures;
    }

    /// <summary>The refresh tokens that were spent, in order.</summary>
    private protected IReadOnlyList<string> Spent => [.. Exchange.Stx.Calls.Where(call => call.Operation == StxOperations.NewToken).Select(call => call.RefreshToken!)];

    private protected bool IsStored(string record)
    {
        using var redis = RedisText.ConnectAsync(Server).GetAwaiter().GetResult();
        return redis.AskAsync($"EXISTS gateway:{{default}}:{record}").GetAwaiter().GetResult() == ":1";
    }

    private protected static Task AllAsync(Replica[] replicas, Func<Replica, Task> act) => Task.WhenAll(replicas.Select(act));

    /// <summary>Waits until all serve one token.</summary>
    private protected static async Task SameTokenAsync(Replica[] replicas)
    {
        await Eventually.HoldsAsync(Patience, async () =>
        {
            var issued = new List<string?>();
            foreach (var replica in replicas)
            {
                issued.Add((await replica.StatusAsync()).GetProperty("lastRefreshAt").GetString());
            }

            return issued.Distinct(StringComparer.Ordinal).Count() == 1 ? null : string.Join(", ", issued);
        });
    }

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        Server?.Dispose();
        GC.SuppressFinalize(this);
    }
}
