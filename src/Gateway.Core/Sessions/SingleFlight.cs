namespace Gateway.Core.Sessions;

/// <summary>
/// Lets all who want the same work share one run of it. The work runs detached, with its own time limit: callers only wait, and a
/// caller that gives up cancels nothing.
/// </summary>
internal sealed class SingleFlight<TKey>(TimeProvider clock, TimeSpan timeLimit)
    where TKey : notnull
{
    private readonly Dictionary<TKey, Task> _flights = [];
    private readonly Lock _lock = new();

    /// <summary>True while any work runs.</summary>
    public bool IsBusy
    {
        get
        {
            lock (_lock)
            {
                return _flights.Count > 0;
            }
        }
    }

    /// <summary>Joins the run of <paramref name="key"/>, or starts it.</summary>
    public Task JoinAsync(TKey key, Func<CancellationToken, Task> work)
    {
        lock (_lock)
        {
            if (_flights.TryGetValue(key, out var running))
            {
                return running;
            }

            // The work starts on the pool, so it cannot finish, and be removed, before it was added.
            var flight = Task.Run(() => RunAsync(work), CancellationToken.None);
            _flights.Add(key, flight);
            _ = RemoveWhenDoneAsync(key, flight);
            return flight;
        }
    }

    /// <summary>Completes when nothing runs any more.</summary>
    public Task WhenIdleAsync()
    {
        lock (_lock)
        {
            return Task.WhenAll(_flights.Values);
        }
    }

    private async Task RunAsync(Func<CancellationToken, Task> work)
    {
        using var limit = new CancellationTokenSource(timeLimit, clock);
        await work(limit.Token);
    }

    private async Task RemoveWhenDoneAsync(TKey key, Task flight)
    {
        await flight.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        lock (_lock)
        {
            // By key and value: a late remover must not take away the next flight.
            if (_flights.TryGetValue(key, out var current) && ReferenceEquals(current, flight))
            {
                _flights.Remove(key);
            }
        }
    }
}
