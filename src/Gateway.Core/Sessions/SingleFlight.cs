namespace Gateway.Core.Sessions;

/// <summary>
/// Lets all who want the same work share one run of it. The work runs detached: callers only wait, and a caller that gives up cancels
/// nothing.
/// </summary>
internal sealed class SingleFlight<TKey, TResult>
    where TKey : notnull
{
    private readonly Dictionary<TKey, Flight> _flights = [];
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

    /// <summary>
    /// Joins the run of <paramref name="key"/>, or starts it. The work calls the action that it is given right before it publishes
    /// its result: whoever asks after that wants new work, not this one.
    /// </summary>
    public Task<TResult> JoinAsync(TKey key, Func<Action, Task<TResult>> work)
    {
        lock (_lock)
        {
            if (_flights.TryGetValue(key, out var running))
            {
                return running.Task;
            }

            var flight = new Flight();
            _flights.Add(key, flight);
            // The work belongs to all who wait for it: it must not carry the log scope or the trace of the one who happened to come first.
            using (ExecutionContext.IsFlowSuppressed() ? default(IDisposable?) : ExecutionContext.SuppressFlow())
            {
                // Detached, but on the scheduler that it was asked on: the thread pool, except where a simulation runs all threads itself.
                flight.Task = Task.Factory.StartNew(
                    () => RunAsync(key, flight, work), CancellationToken.None, TaskCreationOptions.DenyChildAttach, TaskScheduler.Current).Unwrap();
            }

            return flight.Task;
        }
    }

    /// <summary>Completes when nothing runs any more.</summary>
    public Task WhenIdleAsync()
    {
        lock (_lock)
        {
            return Task.WhenAll(_flights.Values.Select(flight => flight.Task));
        }
    }

    private async Task<TResult> RunAsync(TKey key, Flight flight, Func<Action, Task<TResult>> work)
    {
        try
        {
            return await work(() => Land(key, flight));
        }
        finally
        {
            Land(key, flight);
        }
    }

    private void Land(TKey key, Flight flight)
    {
        lock (_lock)
        {
            // By key and value: the next flight may have begun already.
            if (_flights.TryGetValue(key, out var current) && ReferenceEquals(current, flight))
            {
                _flights.Remove(key);
            }
        }
    }

    private sealed class Flight
    {
        public Task<TResult> Task { get; set; } = null!;
    }
}
