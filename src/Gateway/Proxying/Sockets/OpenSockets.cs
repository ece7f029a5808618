using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using Gateway.Core.Diagnostics;
using Gateway.Core.Primitives;
using Gateway.Core.Sessions;

namespace Gateway.Proxying.Sockets;

/// <summary>
/// All sockets that are open. Judges them again whenever an account or the settings have changed, and every few seconds, because a
/// token's end is no event; closes those that have lost their right to be open.
/// </summary>
internal sealed partial class OpenSockets : IDisposable
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(5);

    private readonly ConcurrentDictionary<SocketTunnel, bool> _open = [];
    private readonly Lock _lock = new();
    private readonly Dictionary<IAccountSession, Action<AccountSnapshot>> _watched = [];
    private readonly IAccountDirectory _accounts;
    private readonly TimeProvider _time;
    private readonly Jitter _jitter;
    private readonly ILogger<OpenSockets> _logger;
    private readonly Counter<long> _closed;
    private readonly ITimer _timer;
    private bool _isArmed;
    private volatile bool _stopping;

    public OpenSockets(IAccountDirectory accounts, TimeProvider time, Jitter jitter, GatewayMeter meter, ILogger<OpenSockets> logger)
    {
        (_accounts, _time, _jitter, _logger) = (accounts, time, jitter, logger);
        _timer = time.CreateTimer(_ => Review(), state: null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        meter.Meter.CreateObservableGauge("gateway_websockets_open", () => _open.Count, description: "WebSockets that are open now.");
        _closed = meter.Meter.CreateCounter<long>("gateway_websockets_closed_total", description: "WebSockets that have ended, by who or what ended them.");
    }

    public int Count => _open.Count;

    public void Add(SocketTunnel socket)
    {
        _open[socket] = true;
        lock (_lock)
        {
            Watch_NeedsLock(socket.Account);
            Arm_NeedsLock();
        }

        // What changed between the choice of the token and this moment was told to nobody.
        if (_stopping)
        {
            _ = socket.CloseAsync(SocketEnd.Shutdown);
        }
        else
        {
            Judge([socket]);
        }
    }

    public void Remove(SocketTunnel socket)
    {
        if (!_open.TryRemove(socket, out _))
        {
            return;
        }

        _closed.Add(1, new KeyValuePair<string, object?>("reason", socket.EndedBy));
        Log.Ended(_logger, socket.Account.Definition.Name, socket.EndedBy);
        lock (_lock)
        {
            Arm_NeedsLock();
        }
    }

    /// <summary>Judges every socket by the accounts and callers that are configured now.</summary>
    public void Review()
    {
        lock (_lock)
        {
            foreach (var gone in _watched.Keys.Except(_accounts.All).ToList())
            {
                gone.Changed -= _watched[gone];
                _watched.Remove(gone);
            }

            foreach (var account in _open.Keys.Select(socket => socket.Account.Definition.Name).Distinct())
            {
                if (_accounts.TryGet(account, out var current))
                {
                    Watch_NeedsLock(current);
                }
            }
        }

        Judge(_open.Keys);
    }

    /// <summary>
    /// Closes everything with 1001, spread evenly over <paramref name="window"/> and not to the beat, so that those who come back do
    /// not all come at once. A single one is closed at once, and from now on so is each that still arrives.
    /// </summary>
    public async Task DrainAsync(TimeSpan window, CancellationToken cancellationToken)
    {
        _stopping = true;
        Interlocked.MemoryBarrier();
        var open = _open.Keys.ToArray();
        var start = _time.GetTimestamp();
        for (var i = 0; i < open.Length; i++)
        {
            var due = open.Length == 1 ? TimeSpan.Zero : window * (i + _jitter.Next()) / open.Length;
            var wait = due - _time.GetElapsedTime(start);
            if (wait > TimeSpan.Zero && _open.ContainsKey(open[i]))
            {
                await Task.Delay(wait, _time, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }

            _ = open[i].CloseAsync(SocketEnd.Shutdown);
        }
    }

    public void Dispose() => _timer.Dispose();

    private void Judge(IEnumerable<SocketTunnel> sockets)
    {
        var now = _time.GetUtcNow();
        var ended = sockets.Where(socket => !socket.IsClosing)
            .Select(socket => (Socket: socket, End: SocketJudge.Judge(socket, _accounts, now)))
            .Where(judged => judged.End is not null);
        foreach (var group in ended.GroupBy(judged => (Account: judged.Socket.Account.Definition.Name, End: judged.End!)))
        {
            Log.Closing(_logger, group.Count(), group.Key.Account, group.Key.End.Reason);
            foreach (var (socket, _) in group)
            {
                _ = socket.CloseAsync(group.Key.End);
            }
        }
    }

    private void Watch_NeedsLock(IAccountSession account)
    {
        if (!_watched.ContainsKey(account))
        {
            _watched[account] = OnChanged;
            account.Changed += OnChanged;
        }

        void OnChanged(AccountSnapshot snapshot) => Judge(_open.Keys.Where(socket => socket.Account.Definition.Name == account.Definition.Name));
    }

    private void Arm_NeedsLock()
    {
        // Not at every coming and going: the timer would begin anew each time and never end.
        if (_isArmed == _open.IsEmpty)
        {
            _isArmed = !_isArmed;
            var interval = _isArmed ? Interval : Timeout.InfiniteTimeSpan;
            _timer.Change(interval, interval);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(2220, LogLevel.Information, "Closing {count} WebSockets of account {account}: {reason}", EventName = "SocketsClosing")]
        public static partial void Closing(ILogger logger, int count, AccountName account, string reason);

        [LoggerMessage(2221, LogLevel.Debug, "A WebSocket of account {account} has ended ({reason})", EventName = "SocketEnded")]
        public static partial void Ended(ILogger logger, AccountName account, string reason);
    }
}
