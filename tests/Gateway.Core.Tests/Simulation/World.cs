using Gateway.Testing;

namespace Gateway.Core.Tests.Simulation;

/// <summary>One thread, one clock, one source of chance: what happens next is decided here and nowhere else.</summary>
internal sealed class World(int seed)
{
    private readonly List<ReplicaThreads> _ready = [];
    private readonly DateTimeOffset _start = new(2030, 1, 2, 3, 4, 5, TimeSpan.Zero);
    private readonly int _thread = Environment.CurrentManagedThreadId;
    private readonly Random _order = new(seed);
    private bool _leftItsThread;
    private ulong _digest = 14695981039346656037;

    public FakeClock Clock { get; } = new(new DateTimeOffset(2030, 1, 2, 3, 4, 5, TimeSpan.Zero));

    /// <summary>Chance for what the world does; the order of threads has its own, so that both can be told apart in a replay.</summary>
    public Random Chance { get; } = new(seed + 1);

    public TimeSpan Now => Clock.GetUtcNow() - _start;

    public long Steps { get; private set; }

    /// <summary>Recognises a run: every step and everything told goes in.</summary>
    public ulong Digest => _digest;

    /// <summary>True if work got onto another thread, where a seed could not repeat it.</summary>
    public bool LeftItsThread => Volatile.Read(ref _leftItsThread);

    public void After(TimeSpan delay, Action action)
    {
        ITimer? timer = null;
        timer = Clock.CreateTimer(
            _ =>
            {
                timer?.Dispose();
                action();
            },
            null,
            delay > TimeSpan.Zero ? delay : TimeSpan.FromTicks(1),
            Timeout.InfiniteTimeSpan);
    }

    public TimeSpan Between(TimeSpan least, TimeSpan most) => least + ((most - least) * Chance.NextDouble());

    public void Run(TimeSpan until)
    {
        Settle();
        while (Clock.NextTimerIn is { } distance && Now + distance <= until)
        {
            _ = Clock.AdvanceToNextTimer();
            Settle();
        }
    }

    public void Wake(ReplicaThreads threads)
    {
        if (threads.CanRun && !_ready.Contains(threads))
        {
            _ready.Add(threads);
        }
    }

    public void CheckThread()
    {
        if (Environment.CurrentManagedThreadId != _thread)
        {
            Volatile.Write(ref _leftItsThread, true);
        }
    }

    /// <summary>The story of the account that is followed.</summary>
    public List<string> Story { get; } = [];

    public int? Follow { get; init; }

    /// <summary>Writes into the story, if it is this account's.</summary>
    public void Tell(int account, string what)
    {
        if (account == Follow)
        {
            Story.Add($"{Now:c} {what}");
        }
    }

    /// <summary>Notes that something happened.</summary>
    public void Note(long what, long where)
    {
        _digest = ((_digest ^ (ulong)what) * 1099511628211) ^ (ulong)where;
        _digest = (_digest ^ (ulong)Now.Ticks) * 1099511628211;
    }

    private void Settle()
    {
        while (_ready.Count > 0)
        {
            var index = _order.Next(_ready.Count);
            var threads = _ready[index];
            if (!threads.CanRun)
            {
                _ready.RemoveAt(index);
                continue;
            }

            Steps++;
            threads.RunOne(_order);
        }
    }
}
