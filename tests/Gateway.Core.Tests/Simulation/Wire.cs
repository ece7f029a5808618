namespace Gateway.Core.Tests.Simulation;

/// <summary>
/// A way from one replica to one server. A call travels, is served, and its answer travels back; the server does its part whatever
/// became of the caller. On a cut wire the call or its answer is lost, and the caller learns it after the time limit.
/// </summary>
internal sealed class Wire(World world, TimeSpan least, TimeSpan most, TimeSpan timeLimit, bool isOneConnection = false)
{
    private int _cuts;
    private TimeSpan _lastArrival;

    public bool IsCut => _cuts > 0;

    /// <summary>Called when a call sets out, so that something can be made to happen during it.</summary>
    public Action? OnCall { get; set; }

    /// <summary>How long the server thinks about the call that is setting out.</summary>
    public TimeSpan Thinking { get; set; }

    /// <summary>Raised when it was cut or mended.</summary>
    public event Action? Changed;

    public void Cut()
    {
        _cuts++;
        Changed?.Invoke();
    }

    public void Mend()
    {
        _cuts--;
        Changed?.Invoke();
    }

    public TimeSpan Latency() => world.Between(least, world.Chance.Next(50) == 0 ? most * 10 : most);

    /// <param name="serve">The server's part.</param>
    /// <param name="fail">What the caller gets when nothing came back; true if the call may have reached the server.</param>
    /// <param name="cancellationToken">The caller waits no longer; the server does its part all the same.</param>
    public async Task<T> CallAsync<T>(Func<T> serve, Func<bool, T> fail, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        OnCall?.Invoke();
        // Answers come from outside the replica: whoever waits for one goes on upon its own threads.
        var answer = new TaskCompletionSource<(bool Came, bool Sent, T? Value)>();
        await using var registration = cancellationToken.Register(() => answer.TrySetCanceled(cancellationToken));
        var began = world.Now;
        var thinking = Thinking;
        Thinking = TimeSpan.Zero;
        if (IsCut)
        {
            world.After(timeLimit / 3, () => answer.TrySetResult((false, false, default)));
        }
        else
        {
            world.After(Way(), () =>
            {
                if (IsCut)
                {
                    GetLost();
                    return;
                }

                var value = serve();
                world.After(thinking + Latency(), () =>
                {
                    if (IsCut)
                    {
                        GetLost();
                    }
                    else
                    {
                        answer.TrySetResult((true, true, value));
                    }
                });
            });
        }

        var (came, sent, result) = await answer.Task;
        return came ? result! : fail(sent);

        void GetLost() => world.After(timeLimit - (world.Now - began), () => answer.TrySetResult((false, true, default)));
    }

    // What goes over one connection arrives in the order in which it was sent.
    private TimeSpan Way()
    {
        var way = Latency();
        if (isOneConnection && world.Now + way <= _lastArrival)
        {
            way = _lastArrival - world.Now + TimeSpan.FromTicks(1);
        }

        _lastArrival = world.Now + way;
        return way;
    }
}
