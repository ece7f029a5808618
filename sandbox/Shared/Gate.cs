namespace Sandbox.Shared;

/// <summary>A closed door that holds requests until it is released; once released it stays open.</summary>
public sealed class Gate
{
    private readonly TaskCompletionSource _open = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Signal _arrival = new();
    private int _arrived;
    private int _waiting;

    /// <summary>How many requests have come to the gate so far.</summary>
    public int Arrived => Volatile.Read(ref _arrived);

    /// <summary>How many requests are held now.</summary>
    public int Waiting => Volatile.Read(ref _waiting);

    /// <summary>True after <see cref="Release"/>.</summary>
    public bool IsOpen => _open.Task.IsCompleted;

    /// <summary>Completes when so many requests have come to the gate.</summary>
    public Task ReachedAsync(int count = 1, CancellationToken cancellationToken = default) =>
        _arrival.UntilAsync(() => Arrived >= count, cancellationToken);

    /// <summary>Opens the gate for good.</summary>
    public void Release() => _open.TrySetResult();

    internal async Task PassAsync(CancellationToken cancellationToken)
    {
        _ = Interlocked.Increment(ref _waiting);
        _ = Interlocked.Increment(ref _arrived);
        _arrival.Raise();
        try
        {
            await _open.Task.WaitAsync(cancellationToken);
        }
        finally
        {
            _ = Interlocked.Decrement(ref _waiting);
        }
    }
}
