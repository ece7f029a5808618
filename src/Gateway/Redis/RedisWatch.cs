using Gateway.Core.Stores;
using StackExchange.Redis;

namespace Gateway.Redis;

/// <summary>
/// Asks Redis every second whether it takes writes, so that an outage and its end are known before anybody needs the store. A
/// connection that makes no progress is renewed.
/// </summary>
internal sealed class RedisWatch : IAsyncDisposable
{
    private static readonly TimeSpan AskEvery = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan RenewAfter = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan ProbeLife = TimeSpan.FromMinutes(1);

    private readonly RedisLink _link;
    private readonly RedisKey _probe;
    private readonly string _origin;
    private readonly TimeProvider _clock;
    private readonly CancellationTokenSource _stopping = new();
    private readonly Task _running;

    public RedisWatch(RedisLink link, RedisKey probe, string origin, TimeProvider clock)
    {
        (_link, _probe, _origin, _clock) = (link, probe, origin, clock);
        link.Broken += OnBroken;
        _running = Task.Run(RunAsync);
    }

    /// <summary>Redis answers (null), or why it does not.</summary>
    public event Action<string?>? Judged;

    /// <summary>Ends it; the link is to be closed before, which ends what it may be waiting for.</summary>
    public async ValueTask DisposeAsync()
    {
        _link.Broken -= OnBroken;
        await _stopping.CancelAsync();
        await _running;
        _stopping.Dispose();
    }

    // Whatever was told meanwhile was missed, however short it was: the next answer counts as a return.
    private void OnBroken() => Judge(new StoreUnavailableException("The connection to Redis broke."));

    private async Task RunAsync()
    {
        var failingSince = _clock.GetTimestamp();
        while (!_stopping.IsCancellationRequested)
        {
            try
            {
                if (await AskAsync())
                {
                    failingSince = _clock.GetTimestamp();
                }
                else if (_clock.GetElapsedTime(failingSince) >= RenewAfter)
                {
                    await _link.RenewAsync();
                    failingSince = _clock.GetTimestamp();
                }

                await Task.Delay(AskEvery, _clock, _stopping.Token);
            }
            catch (OperationCanceledException)
            {
                // It ends, or the link was closed, which comes right before.
                return;
            }
        }
    }

    private async Task<bool> AskAsync()
    {
        try
        {
            _ = await _link.TryAsync(
                redis => redis.StringSetAsync(_probe, _origin, ProbeLife, When.Always, CommandFlags.DemandMaster), _stopping.Token);
            Judge(null);
            return true;
        }
        catch (StoreUnavailableException away)
        {
            Judge(away);
            return false;
        }
    }

    private void Judge(StoreUnavailableException? away)
    {
        _link.Judge(away);
        Judged?.Invoke(away?.Message);
    }
}
