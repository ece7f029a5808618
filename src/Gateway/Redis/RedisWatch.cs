using Gateway.Core.Stores;
using StackExchange.Redis;

namespace Gateway.Redis;

/// <summary>
/// Asks Redis every second whether it takes writes and is the one it was, so that an outage, its end and a loss are known before anybody
/// needs the store. A connection that makes no progress is renewed. One question at a time is under way.
/// </summary>
internal sealed class RedisWatch : IAsyncDisposable
{
    private static readonly TimeSpan AskEvery = TimeSpan.FromSeconds(1);

    // The client itself waits five seconds before it tries again.
    private static readonly TimeSpan RenewAfter = TimeSpan.FromSeconds(1);

    private readonly RedisLink _link;
    private readonly RedisKey _probe;
    private readonly string _origin;
    private readonly TimeProvider _clock;
    private readonly CancellationTokenSource _stopping = new();
    private readonly CancellationToken _stopped;
    private readonly Lock _lock = new();
    private readonly Task _running;
    private Task<bool> _asking = Task.FromResult(false);
    private RedisValue _seen;

    public RedisWatch(RedisLink link, RedisKey probe, string origin, TimeProvider clock)
    {
        (_link, _probe, _origin, _clock, _stopped) = (link, probe, origin, clock, _stopping.Token);
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

    /// <summary>Asks now and not at the next turn, unless a question is under way; true if Redis answers.</summary>
    public Task<bool> AskNowAsync()
    {
        lock (_lock)
        {
            return _asking.IsCompleted ? _asking = Task.Run(AskAsync, _stopped) : _asking;
        }
    }

    // Whatever was told meanwhile was missed, however short it was: the next answer counts as a return.
    private void OnBroken() => Judge(new StoreUnavailableException("The connection to Redis broke."));

    private async Task RunAsync()
    {
        var failingSince = _clock.GetTimestamp();
        while (!_stopped.IsCancellationRequested)
        {
            try
            {
                if (await AskNowAsync())
                {
                    failingSince = _clock.GetTimestamp();
                }
                else if (_clock.GetElapsedTime(failingSince) >= RenewAfter)
                {
                    await _link.RenewAsync();
                    failingSince = _clock.GetTimestamp();
                }

                await Task.Delay(AskEvery, _clock, _stopped);
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
            var found = await _link.TryAsync(ProbeAsync, _stopped);
            if (!_seen.IsNull && found != _seen)
            {
                // The connection may have held all the while. Calls go on: the accounts only have to hear of a return.
                Judged?.Invoke("Redis has lost what it held.");
            }

            _seen = found;
            Judge(null);
            return true;
        }
        catch (StoreUnavailableException away)
        {
            Judge(await ReasonAsync(away));
            return false;
        }
    }

    // Whoever finds nothing puts a word of its own there, and everybody sees that it is another one. A Redis that takes no writes refuses
    // this one as well, though it would change nothing.
    private async Task<RedisValue> ProbeAsync(IDatabase redis)
    {
        _ = await redis.StringSetAsync(_probe, Guid.NewGuid().ToString("N"), null, When.NotExists, CommandFlags.DemandMaster);
        return await redis.StringGetAsync(_probe, CommandFlags.DemandMaster);
    }

    // The client sends a replica nothing that writes, and says only that there is no connection; the server's own word is better.
    private async Task<StoreUnavailableException> ReasonAsync(StoreUnavailableException away)
    {
        if (away.InnerException is not RedisConnectionException)
        {
            return away;
        }

        try
        {
            _ = await _link.TryAsync(redis => redis.ScriptEvaluateAsync(RedisScripts.Touch, [_probe], [_origin], CommandFlags.None), _stopped);
            return away;
        }
        catch (StoreUnavailableException other)
        {
            return other.InnerException is RedisServerException ? other : away;
        }
    }

    private void Judge(StoreUnavailableException? away)
    {
        _link.Judge(away);
        Judged?.Invoke(away?.Message);
    }
}
