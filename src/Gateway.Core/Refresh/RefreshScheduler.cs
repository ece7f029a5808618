using Gateway.Core.Sessions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Gateway.Core.Refresh;

/// <summary>
/// Calls each account when it is due: one queue, one timer for all. It waits at most <see cref="LongestWait"/> at a time and then
/// judges the clock anew, because a timer stands still while a machine sleeps and wall clocks jump.
/// </summary>
internal sealed partial class RefreshScheduler(AccountDirectory accounts, TimeProvider clock, ILogger<RefreshScheduler> logger) : IHostedService, IDisposable
{
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan StopPatience = TimeSpan.FromSeconds(5);

    private readonly Lock _lock = new();
    private readonly PriorityQueue<AccountSession, DateTimeOffset> _queue = new();
    private readonly HashSet<AccountSession> _watched = [];
    private ITimer? _timer;

    public Task StartAsync(CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            _timer = clock.CreateTimer(static scheduler => ((RefreshScheduler)scheduler!).CallWhoIsDue(), this, LongestWait, Timeout.InfiniteTimeSpan);
        }

        accounts.MembersChanged += Watch;
        Watch();
        return Task.CompletedTask;
    }

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        accounts.MembersChanged -= Watch;
        Dispose();
        try
        {
            // A refresh that was already paid for must reach the store.
            await Task.WhenAll(accounts.Sessions.Select(session => session.EndAsync())).WaitAsync(StopPatience, clock, cancellationToken);
        }
        catch (Exception e) when (e is TimeoutException or OperationCanceledException)
        {
            Log.StoppedDuringWork(logger);
        }
    }

    public void Dispose()
    {
        lock (_lock)
        {
            _timer?.Dispose();
            _timer = null;
        }
    }

    // Calls can overlap: each takes its own entries from the queue, and an account's due call may come twice.
    private void CallWhoIsDue()
    {
        List<AccountSession> due = [];
        lock (_lock)
        {
            var now = clock.GetUtcNow();
            while (_queue.TryPeek(out var account, out var at) && at <= now)
            {
                _queue.Dequeue();
                // Entries are never searched for: one that was overtaken by a later snapshot falls out here.
                if (_watched.Contains(account) && account.Snapshot.DueAt <= now)
                {
                    due.Add(account);
                }
            }

            Arm_NeedsLock();
        }

        foreach (var account in due)
        {
            try
            {
                account.OnDue();
            }
            catch (Exception e)
            {
                // One account's defect must not stop the others, nor its own next try.
                Log.DueCallBroke(logger, account.Definition.Name.Value, e);
                Enqueue(account, clock.GetUtcNow() + LongestWait);
            }
        }
    }

    private void Watch()
    {
        List<AccountSession> added;
        lock (_lock)
        {
            // Read inside: two calls at once must not end with the older list, which would drop the newer accounts for good.
            var current = accounts.Sessions;
            added = [.. current.Where(session => !_watched.Contains(session))];
            _watched.IntersectWith(current);
            _watched.UnionWith(added);
        }

        foreach (var session in added)
        {
            session.Changed += snapshot => Enqueue(session, snapshot.DueAt);
            Enqueue(session, session.Snapshot.DueAt);
        }
    }

    private void Enqueue(AccountSession session, DateTimeOffset? dueAt)
    {
        if (dueAt is not { } at)
        {
            return;
        }

        lock (_lock)
        {
            _queue.Enqueue(session, at);
            Arm_NeedsLock();
        }
    }

    private void Arm_NeedsLock()
    {
        var untilNext = _queue.TryPeek(out _, out var due) ? due - clock.GetUtcNow() : LongestWait;
        var wait = untilNext > LongestWait ? LongestWait : untilNext > TimeSpan.Zero ? untilNext : TimeSpan.Zero;
        _ = _timer?.Change(wait, Timeout.InfiniteTimeSpan);
    }

    private static partial class Log
    {
        [LoggerMessage(1050, LogLevel.Warning, "Stopped while a login or refresh was still running; the next start may have to log in.", EventName = "StoppedDuringWork")]
        public static partial void StoppedDuringWork(ILogger logger);

        [LoggerMessage(1051, LogLevel.Error, "Account {Account}: its due call broke; it is called again.", EventName = "DueCallBroke")]
        public static partial void DueCallBroke(ILogger logger, string account, Exception exception);
    }
}
