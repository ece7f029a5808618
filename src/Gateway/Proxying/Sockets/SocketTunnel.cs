using Gateway.Core.Sessions;
using Gateway.Core.Tokens;
using Gateway.Settings;
using Microsoft.AspNetCore.Http.Features;

namespace Gateway.Proxying.Sockets;

/// <summary>
/// One socket from its handshake to its end: both sides, whose right it uses, and how it is closed. The forwarder copies between the
/// sides; whichever ends first ends the other.
/// </summary>
internal sealed class SocketTunnel(ProxyExchange exchange, CallerStanding? caller, IHttpRequestLifetimeFeature connection, TimeProvider time)
    : IDisposable
{
    /// <summary>How long the ends of a closing handshake, and a frame that is in the way, are waited for.</summary>
    public static readonly TimeSpan ClosePatience = TimeSpan.FromSeconds(2);

    private const int GoingAway = 1001;

    private readonly CancellationTokenSource _ended = new();
    private readonly Lock _lock = new();
    private TunnelStream? _caller;
    private TunnelStream? _upstream;
    private TunnelStream? _endedSide;
    private SocketEnd? _end;
    private ITimer? _linger;

    public IAccountSession Account => exchange.Account;

    /// <summary>Whose session the handshake was made with.</summary>
    public SessionOwner Owner => exchange.Session.Owner;

    /// <summary>What became of the caller since; null if the listener asked for no key.</summary>
    public CallerStanding? Caller => caller;

    /// <summary>Cancelled when nothing more is to be read from either side.</summary>
    public CancellationToken Ended => _ended.Token;

    /// <summary>True once the gateway has begun to close it.</summary>
    public bool IsClosing => Volatile.Read(ref _end) is not null;

    /// <summary>Who or what ended it, as a metric's label.</summary>
    public string EndedBy => _end?.Name ?? (_endedSide is null || _endedSide == _caller ? "caller" : "upstream");

    public Stream AttachUpstream(Stream stream) => _upstream = new TunnelStream(stream, this);

    public Stream AttachCaller(Stream stream) => _caller = new TunnelStream(stream, this);

    /// <summary>
    /// Closes both sides in the way of the protocol, the caller's with this code and reason; one that does not follow within
    /// <see cref="ClosePatience"/> is cut. The first reason counts.
    /// </summary>
    public async Task CloseAsync(SocketEnd end)
    {
        if (_caller is not { } toCaller || _upstream is not { } toUpstream || Interlocked.CompareExchange(ref _end, end, null) is not null)
        {
            return;
        }

        // Whoever asks has more to do than to wait for a network.
        await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        using var limit = new CancellationTokenSource(ClosePatience, time);
        using var whileOpen = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, Ended);
        try
        {
            await TellAsync(toCaller, toUpstream, end, whileOpen.Token);
        }
        finally
        {
            // Nobody judges a socket again that is being closed: it must not stay open, whatever fails.
            End();
        }
    }

    /// <summary>Cuts the caller's connection, and with it the exchange.</summary>
    public void Abort() => connection.Abort();

    /// <summary>A side will send nothing more. The other one ends too, after it had its chance to answer a close frame.</summary>
    public void OnSideEnded(TunnelStream side)
    {
        lock (_lock)
        {
            if (_endedSide is not null || Ended.IsCancellationRequested)
            {
                return;
            }

            _endedSide = side;
            side.Discard();
            var other = side == _caller ? _upstream : _caller;
            if (other?.CloseCame.IsCompleted == true && !side.CloseCame.IsCompleted)
            {
                _linger = time.CreateTimer(_ => End(), state: null, ClosePatience, Timeout.InfiniteTimeSpan);
                return;
            }
        }

        End();
    }

    /// <summary>A whole close frame has come to be written to a side.</summary>
    public void OnCloseCame(TunnelStream side)
    {
        if (_endedSide == side)
        {
            End();
        }
    }

    /// <summary>The forwarder is done with it. The streams are the forwarder's; the source has nothing to free and may still be asked.</summary>
    public void Dispose() => End();

    private async Task TellAsync(TunnelStream toCaller, TunnelStream toUpstream, SocketEnd end, CancellationToken cancellationToken)
    {
        var toldCaller = TryAsync(toCaller.CloseAsync(CloseFrame.ToCaller(end), cancellationToken));
        var toldUpstream = TryAsync(toUpstream.CloseAsync(CloseFrame.ToUpstream(GoingAway), cancellationToken));
        var isTold = await toldCaller;
        if (isTold && await toldUpstream)
        {
            await TryAsync(Task.WhenAll(toUpstream.CloseCame, toCaller.CloseCame).WaitAsync(cancellationToken));
        }

        if (!isTold && !Ended.IsCancellationRequested)
        {
            connection.Abort();
        }
    }

    private void End()
    {
        _ended.Cancel();
        _linger?.Dispose();
    }

    private static async Task<bool> TryAsync(Task task)
    {
        try
        {
            await task;
            return true;
        }
        catch (Exception exception) when (exception is OperationCanceledException or IOException or ObjectDisposedException)
        {
            return false;
        }
    }
}
