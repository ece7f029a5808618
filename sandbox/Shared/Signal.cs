namespace Sandbox.Shared;

/// <summary>Wakes those who wait for a condition to become true. Whoever changes what conditions read calls <see cref="Raise"/>.</summary>
internal sealed class Signal
{
    private readonly Lock _lock = new();
    private TaskCompletionSource? _next;

    public async Task UntilAsync(Func<bool> condition, CancellationToken cancellationToken)
    {
        while (true)
        {
            // Taken before the condition is read: a change in between then wakes this waiter.
            var next = Next();
            if (condition())
            {
                return;
            }

            await next.WaitAsync(cancellationToken);
        }
    }

    public void Raise()
    {
        TaskCompletionSource? waiting;
        lock (_lock)
        {
            waiting = _next;
            _next = null;
        }

        waiting?.SetResult();
    }

    private Task Next()
    {
        lock (_lock)
        {
            _next ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            return _next.Task;
        }
    }
}
