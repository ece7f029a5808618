namespace Gateway.Proxying.Bodies;

/// <summary>Counts the bytes that all exchanges together keep in memory, against one limit.</summary>
/// <param name="capacity">The limit in bytes.</param>
internal sealed class BufferBudget(long capacity = BufferBudget.DefaultCapacity)
{
    /// <summary>64 MiB: a thousand bodies of the default <c>MaxReplayBytes</c>.</summary>
    public const long DefaultCapacity = 64 * 1024 * 1024;

    private long _taken;

    /// <summary>What is taken now.</summary>
    public long Taken => Volatile.Read(ref _taken);

    /// <summary>Takes so many bytes if they are free. Every true needs one <see cref="Return"/>.</summary>
    public bool TryTake(int bytes)
    {
        if (Interlocked.Add(ref _taken, bytes) <= capacity)
        {
            return true;
        }

        Return(bytes);
        return false;
    }

    /// <summary>Takes so many bytes whether they are free or not: for what cannot be served without them.</summary>
    public void Take(int bytes) => Interlocked.Add(ref _taken, bytes);

    public void Return(int bytes) => Interlocked.Add(ref _taken, -bytes);
}
