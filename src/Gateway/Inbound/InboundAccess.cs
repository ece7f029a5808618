using System.Collections.Immutable;
using Gateway.Core.Secrets;
using Gateway.Placeholders;
using Gateway.Settings;

namespace Gateway.Inbound;

/// <summary>
/// Holds the policy in force. New settings replace it at once; key files are read again every two seconds, and one that cannot be used
/// opens nothing: its caller is refused until it can.
/// </summary>
internal sealed partial class InboundAccess : IHostedService, IDisposable
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(2);

    private readonly Lock _lock = new();
    private readonly Dictionary<string, CallerGauge> _gauges = new(StringComparer.Ordinal);
    private readonly TimeProvider _clock;
    private readonly ILogger<InboundAccess> _logger;
    private readonly PlaceholderTokens? _placeholders;
    private readonly ITimer _timer;
    private ImmutableArray<KeyHolder> _holders = [];
    private HashSet<string> _problems = new(StringComparer.Ordinal);
    private GatewayModel _model;
    private volatile InboundPolicy _policy;

    public InboundAccess(GatewayModel model, TimeProvider clock, ILogger<InboundAccess> logger, PlaceholderTokens? placeholders = null)
    {
        (_model, _clock, _logger, _placeholders) = (model, clock, logger, placeholders);
        _policy = Make_NeedsLock();
        _timer = clock.CreateTimer(_ => Look(), state: null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>Raised after a caller or its key has changed or gone.</summary>
    public event Action? StandingsChanged;

    /// <summary>What is in force now; a request reads it once.</summary>
    public InboundPolicy Policy => _policy;

    /// <summary>Takes new settings, those of the listeners left as they run.</summary>
    public void Apply(GatewayModel model)
    {
        lock (_lock)
        {
            _model = model;
            _policy = Make_NeedsLock();
        }

        Arm();
        StandingsChanged?.Invoke();
    }

    public Task StartAsync(CancellationToken cancellationToken)
    {
        Arm();
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public void Dispose() => _timer.Dispose();

    private void Arm()
    {
        var watches = _model.ManagementAccess.Key is SecretReference.InFile || _model.Inbound.Callers.Any(caller => caller.Key is SecretReference.InFile);
        _timer.Change(watches ? Interval : Timeout.InfiniteTimeSpan, watches ? Interval : Timeout.InfiniteTimeSpan);
    }

    private void Look()
    {
        ImmutableArray<KeyHolder> before;
        lock (_lock)
        {
            before = _holders;
            _policy = Make_NeedsLock();
        }

        if (before.Any(holder => holder.Standing!.Current is null))
        {
            StandingsChanged?.Invoke();
        }
    }

    private InboundPolicy Make_NeedsLock()
    {
        var problems = new HashSet<string>(StringComparer.Ordinal);
        var inbound = _model.Inbound;
        var access = _model.ManagementAccess;
        var holders = Callers_NeedsLock(problems);
        Continue_NeedsLock(holders);
        var policy = new InboundPolicy(
            inbound.AllowedHosts,
            inbound.AllowedOrigins,
            // New settings may take the last caller away while the running listener is open to other machines: that closes it.
            inbound.Callers.IsEmpty && (_model.Proxy.Address.IsLocal || inbound.AllowAnonymous) ? null : new KeyTable(holders, _placeholders),
            access.Key is null && (_model.Management.Address.IsLocal || access.AllowAnonymous) ? null : new KeyTable(Operators(problems)));
        foreach (var problem in problems.Except(_problems))
        {
            Log.KeyUnusable(_logger, problem);
        }

        _problems = problems;
        return policy;
    }

    private ImmutableArray<KeyHolder> Callers_NeedsLock(HashSet<string> problems)
    {
        var holders = new List<KeyHolder>();
        foreach (var caller in _model.Inbound.Callers)
        {
            if ((caller.Hash ?? Read(caller.Key, problems)) is { } hash)
            {
                holders.Add(new KeyHolder(hash, caller, Gauge_NeedsLock(caller), Standing_NeedsLock(hash, caller)));
            }
        }

        // Files may come to hold the same key while the gateway runs. Whose it is cannot be told then.
        var shared = holders.Where(holder => holders.Any(other => other != holder && other.Hash.Matches(holder.Hash))).ToList();
        if (shared.Count > 0)
        {
            problems.Add($"The callers {string.Join(", ", shared.Select(holder => holder.Caller!.Name))} have the same key.");
        }

        return [.. holders.Except(shared)];
    }

    // The same key of the same caller goes on; what is open with any other must end.
    private CallerStanding Standing_NeedsLock(KeyHash hash, CallerDefinition caller) =>
        _holders.FirstOrDefault(holder => holder.Caller!.Name == caller.Name && holder.Hash.Matches(hash))?.Standing ?? new CallerStanding(caller);

    private void Continue_NeedsLock(ImmutableArray<KeyHolder> holders)
    {
        foreach (var gone in _holders.Where(before => holders.All(holder => holder.Standing != before.Standing)))
        {
            gone.Standing!.Current = null;
        }

        foreach (var holder in holders)
        {
            holder.Standing!.Current = holder.Caller;
        }

        _holders = holders;
    }

    private ImmutableArray<KeyHolder> Operators(HashSet<string> problems) =>
        Read(_model.ManagementAccess.Key, problems) is { } hash ? [new KeyHolder(hash)] : [];

    // Callers without limits have one as well: a limit that comes later counts what is open already.
    private CallerGauge Gauge_NeedsLock(CallerDefinition caller)
    {
        if (!_gauges.TryGetValue(caller.Name, out var gauge))
        {
            _gauges.Add(caller.Name, gauge = new CallerGauge(_clock));
        }

        return gauge;
    }

    private static KeyHash? Read(SecretReference? reference, HashSet<string> problems)
    {
        if (reference is null)
        {
            return null;
        }

        var reading = SecretReader.Read(reference);
        if (!reading.IsRead)
        {
            problems.Add(reading.Problem);
            return null;
        }

        if (KeyHash.FindProblem(reading.Value.Reveal()) is { } problem)
        {
            problems.Add($"{reference.Setting}: the key {problem}");
            return null;
        }

        return KeyHash.Of(reading.Value.Reveal());
    }

    private static partial class Log
    {
        [LoggerMessage(2181, LogLevel.Warning, "A key cannot be used, and requests that need it are refused: {problem}", EventName = "KeyUnusable")]
        public static partial void KeyUnusable(ILogger logger, string problem);
    }
}
