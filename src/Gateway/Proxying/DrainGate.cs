using Gateway.Listeners;
using Gateway.Proxying.Sockets;
using Gateway.Settings;

namespace Gateway.Proxying;

/// <summary>
/// Counts the requests in flight and, once a stop has begun, holds the listeners open until they have ended: for a short while new
/// ones are still served, then refused; sockets are closed one after the other. With nothing in flight the stop goes on at once. What is
/// left when the drain time is over is cut by the server.
/// </summary>
internal sealed partial class DrainGate(
    OpenSockets sockets, FreshConnections connections, ProxySettings settings, TimeProvider time, ILogger<DrainGate> logger) : IHostedLifecycleService
{
    private readonly TaskCompletionSource _idle = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _inFlight;
    private volatile bool _stopping;
    private volatile bool _closed;

    /// <summary>How long new requests are still served after a stop has begun: they may come from callers that have not noticed.</summary>
    private TimeSpan Grace => Min(settings.DrainTimeout / 4, TimeSpan.FromSeconds(2));

    // The server gets the rest of the drain time to close connections that still answer.
    private TimeSpan Patience => settings.DrainTimeout - Min(settings.DrainTimeout / 8, TimeSpan.FromSeconds(1));

    // The last socket needs time as well to answer the close frame that it is sent.
    private TimeSpan SocketWindow => Patience - Min(settings.DrainTimeout / 8, SocketTunnel.ClosePatience);

    /// <summary>True once a stop has begun.</summary>
    public bool IsStopping => _stopping;

    /// <summary>Counts a request in; false if it must be refused. Every true needs one <see cref="Leave"/>.</summary>
    public bool TryEnter()
    {
        Interlocked.Increment(ref _inFlight);
        if (!_closed)
        {
            return true;
        }

        Leave();
        return false;
    }

    public void Leave()
    {
        if (Interlocked.Decrement(ref _inFlight) == 0 && _stopping)
        {
            _idle.TrySetResult();
        }
    }

    public async Task StoppingAsync(CancellationToken cancellationToken)
    {
        // A request that leaves from here on sees the flag, one that left before is seen in the count.
        _stopping = true;
        // A volatile write may still be on its way when the next read is done; then each side would miss the other.
        Interlocked.MemoryBarrier();
        var open = Volatile.Read(ref _inFlight);
        if (open == 0)
        {
            Close();
            return;
        }

        Log.Draining(logger, open, sockets.Count, settings.DrainTimeout);
        using var over = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var closing = sockets.DrainAsync(SocketWindow, over.Token);
        if (!await EndsWithinAsync(Grace, cancellationToken))
        {
            _closed = true;
            await EndsWithinAsync(Patience - Grace, cancellationToken);
        }

        Close();
        await over.CancelAsync();
        await closing;
        if (Volatile.Read(ref _inFlight) is > 0 and var left)
        {
            Log.DrainTimeOver(logger, left);
        }
    }

    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private void Close()
    {
        _closed = true;
        connections.Close();
    }

    private async Task<bool> EndsWithinAsync(TimeSpan limit, CancellationToken cancellationToken)
    {
        try
        {
            await _idle.Task.WaitAsync(limit, time, cancellationToken);
            return true;
        }
        catch (Exception exception) when (exception is TimeoutException or OperationCanceledException)
        {
            return false;
        }
    }

    private static TimeSpan Min(TimeSpan one, TimeSpan other) => one < other ? one : other;

    private static partial class Log
    {
        [LoggerMessage(2210, LogLevel.Information, "Stopping: {open} requests in flight, {sockets} of them sockets, get up to {drainTimeout} to end", EventName = "Draining")]
        public static partial void Draining(ILogger logger, int open, int sockets, TimeSpan drainTimeout);

        [LoggerMessage(2211, LogLevel.Warning, "The drain time is over; {left} requests in flight are cut", EventName = "DrainTimeOver")]
        public static partial void DrainTimeOver(ILogger logger, int left);
    }
}
