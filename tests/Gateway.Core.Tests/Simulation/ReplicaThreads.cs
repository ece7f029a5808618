namespace Gateway.Core.Tests.Simulation;

/// <summary>
/// All the threads of one replica: tasks wait here until the world runs one of them, on its only thread and in an order that comes
/// from the seed. A pause is that nothing is run; a crash, that nothing ever will be.
/// </summary>
internal sealed class ReplicaThreads(World world, int replica) : TaskScheduler
{
    private readonly List<Task> _ready = [];

    public int Replica => replica;

    public bool IsDead { get; private set; }

    public bool IsPaused { get; private set; }

    public bool CanRun => !IsDead && !IsPaused && _ready.Count > 0;

    public override int MaximumConcurrencyLevel => 1;

    public void Kill()
    {
        IsDead = true;
        _ready.Clear();
    }

    public void Pause() => IsPaused = true;

    public void Resume()
    {
        IsPaused = false;
        world.Wake(this);
    }

    /// <summary>Lets something happen on this replica, as its own threads would do it.</summary>
    public void Post(Action action)
    {
        if (!IsDead)
        {
            _ = Task.Factory.StartNew(action, CancellationToken.None, TaskCreationOptions.DenyChildAttach, this);
        }
    }

    public void Post(Func<Task> action)
    {
        if (!IsDead)
        {
            _ = Task.Factory.StartNew(action, CancellationToken.None, TaskCreationOptions.DenyChildAttach, this).Unwrap();
        }
    }

    public void RunOne(Random chance)
    {
        var index = chance.Next(_ready.Count);
        var task = _ready[index];
        _ready.RemoveAt(index);
        _ = TryExecuteTask(task);
    }

    protected override void QueueTask(Task task)
    {
        world.CheckThread();
        if (!IsDead)
        {
            _ready.Add(task);
            world.Wake(this);
        }
    }

    protected override bool TryExecuteTaskInline(Task task, bool taskWasPreviouslyQueued) => false;

    protected override IEnumerable<Task> GetScheduledTasks() => _ready;
}
