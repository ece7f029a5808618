using System.Globalization;
using System.Security.Cryptography;
using Gateway.Core.Primitives;
using Gateway.Core.Secrets;
using Gateway.Core.Stores;
using StackExchange.Redis;

namespace Gateway.Redis;

/// <summary>One Redis for many gateways. What must be judged together is one script; leases end by Redis's own time.</summary>
internal sealed partial class RedisBackend : IRecordBackend
{
    private const int FirstNumberSpread = 1000;

    // Nobody who asks the store waits longer.
    private static readonly TimeSpan CallLimit = TimeSpan.FromSeconds(2);

    private readonly RedisKeys _keys;
    private readonly TimeProvider _clock;
    private readonly ILogger<RedisBackend> _logger;
    private readonly RedisLink _link;
    private readonly RedisWatch _watch;
    private readonly TimeSpan _callLimit;

    // Tells own messages from those of others.
    private readonly string _origin = Guid.NewGuid().ToString("N");

    public RedisBackend(SecretReference configuration, string prefix, TimeProvider clock, ILogger<RedisBackend> logger, TimeSpan? callLimit = null)
    {
        (_clock, _logger, _callLimit) = (clock, logger, callLimit ?? CallLimit);
        _keys = new RedisKeys(prefix);
        _link = new RedisLink(configuration, _keys.Changes, _callLimit, clock);
        _link.Message += OnMessage;
        _watch = new RedisWatch(_link, _keys.Probe, _origin, clock);
        _watch.Judged += reason => Judged?.Invoke(reason);
    }

    public event Action<AccountName>? Changed;

    public event Action<string?>? Judged;

    public async Task<IReadOnlyDictionary<RecordKind, ReadOnlyMemory<byte>>> ReadAsync(AccountName account, CancellationToken cancellationToken)
    {
        var values = await _link.CallAsync(redis => redis.StringGetAsync(_keys.Records(account), CommandFlags.DemandMaster), cancellationToken);
        var records = new Dictionary<RecordKind, ReadOnlyMemory<byte>>();
        foreach (var (kind, value) in RedisKeys.Kinds.Zip(values))
        {
            if (!value.IsNull)
            {
                records.Add(kind, (byte[]?)value);
            }
        }

        return records;
    }

    public async Task<bool> WriteAsync(AccountName account, long fence, IReadOnlyList<RecordWrite> writes, CancellationToken cancellationToken)
    {
        var stamp = Stamp();
        RedisKey[] keys = [_keys.Fence(account), .. writes.SelectMany(write => new[] { _keys.Record(account, write.Kind), _keys.Aside(account, write.Kind, stamp) })];
        RedisValue[] values = [Text(fence), .. writes.SelectMany(write => Values(write))];
        if (!await IsYesAsync(RedisScripts.Write, keys, values, cancellationToken))
        {
            return false;
        }

        foreach (var write in writes.Where(write => write.KeepOld))
        {
            Log.UnreadableKeptAside(_logger, account.Value, write.Kind.Name(), _keys.Aside(account, write.Kind, stamp).ToString());
        }

        _link.Tell($"{_origin} {account.Value}");
        return true;
    }

    public async Task<LeaseTicket?> TryAcquireAsync(AccountName account, LeaseOwner owner, TimeSpan life, CancellationToken cancellationToken)
    {
        try
        {
            var result = await EvaluateAsync(
                RedisScripts.Acquire,
                [_keys.Lock(account), _keys.Fence(account), _keys.Counting(account)],
                [owner.Prefix, owner.ToString(), Milliseconds(life), Text(FirstNumber())],
                cancellationToken);
            if (result.IsNull)
            {
                return null;
            }

            var numbers = (long[]?)result ?? [];
            return new LeaseTicket(numbers[0], numbers[1] > 0 ? life - TimeSpan.FromMilliseconds(numbers[1]) : null);
        }
        catch (Exception failure) when (failure is StoreUnavailableException or OperationCanceledException)
        {
            // It may have been carried out all the same, or still will be: nobody would hold what was given then.
            _ = GiveBackAsync(account, owner);
            throw;
        }
    }

    public async Task<LeaseRenewal> RenewAsync(AccountName account, LeaseOwner owner, long fence, TimeSpan life, CancellationToken cancellationToken) =>
        (long)await EvaluateAsync(
            RedisScripts.Renew, [_keys.Lock(account), _keys.Fence(account)], [owner.ToString(), Milliseconds(life), Text(fence)], cancellationToken) switch
        {
            2 => LeaseRenewal.Held,
            1 => LeaseRenewal.Overtaken,
            _ => LeaseRenewal.Lost,
        };

    public async Task ReleaseAsync(AccountName account, LeaseOwner owner, CancellationToken cancellationToken) =>
        _ = await EvaluateAsync(RedisScripts.Release, [_keys.Lock(account)], [owner.ToString()], cancellationToken);

    public async Task<bool> IsBackAsync(CancellationToken cancellationToken)
    {
        try
        {
            return await _watch.AskNowAsync().WaitAsync(_callLimit, _clock, cancellationToken);
        }
        catch (Exception unanswered) when (unanswered is TimeoutException or OperationCanceledException && !cancellationToken.IsCancellationRequested)
        {
            // No answer in time, or the store is being closed.
            return false;
        }
    }

    public async ValueTask DisposeAsync()
    {
        _link.Close();
        await _watch.DisposeAsync();
        await _link.DisposeAsync();
    }

    private IEnumerable<RedisValue> Values(RecordWrite write)
    {
        var life = RecordLife.Of(write, _clock.GetUtcNow());
        yield return write.Envelope is null ? "del" : "set";
        yield return write.Envelope?.ToArray() ?? [];
        yield return life is { } span ? Milliseconds(span) : "0";
        yield return write.KeepOld ? "1" : "0";
    }

    private async Task<bool> IsYesAsync(string script, RedisKey[] keys, RedisValue[] values, CancellationToken cancellationToken) =>
        (long)await EvaluateAsync(script, keys, values, cancellationToken) == 1;

    private Task<RedisResult> EvaluateAsync(string script, RedisKey[] keys, RedisValue[] values, CancellationToken cancellationToken) =>
        _link.CallAsync(redis => redis.ScriptEvaluateAsync(script, keys, values, CommandFlags.DemandMaster), cancellationToken);

    private async Task GiveBackAsync(AccountName account, LeaseOwner owner)
    {
        try
        {
            _ = await _link.TryAsync(
                redis => redis.ScriptEvaluateAsync(RedisScripts.Release, [_keys.Lock(account)], [owner.ToString()], CommandFlags.DemandMaster),
                CancellationToken.None);
        }
        catch (StoreUnavailableException)
        {
            // It ends by itself.
        }
    }

    private void OnMessage(RedisValue message)
    {
        var parts = message.ToString().Split(' ');
        if (parts.Length == 2 && parts[0] != _origin && AccountName.TryParse(parts[1], out var account))
        {
            Changed?.Invoke(account);
        }
    }

    // Where a Redis forgot its counter: above what it gave before, as far as clocks agree, and in any case another number.
    private long FirstNumber() =>
        (_clock.GetUtcNow().ToUnixTimeMilliseconds() * FirstNumberSpread) + RandomNumberGenerator.GetInt32(FirstNumberSpread);

    private string Stamp() => string.Create(
        CultureInfo.InvariantCulture, $"{_clock.GetUtcNow():yyyyMMdd'T'HHmmss'Z'}-{RandomNumberGenerator.GetHexString(6, lowercase: true)}");

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);

    private static string Milliseconds(TimeSpan span) => Text((long)span.TotalMilliseconds);

    private static partial class Log
    {
        [LoggerMessage(2160, LogLevel.Warning, "An unreadable record of account {Account} ({Kind}) is being replaced; the old one was kept in Redis as {Key}", EventName = "UnreadableKeptInRedis")]
        public static partial void UnreadableKeptAside(ILogger logger, string account, string kind, string key);
    }
}
