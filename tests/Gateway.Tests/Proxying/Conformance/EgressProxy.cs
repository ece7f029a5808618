using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Gateway.Tests.Proxying.Conformance;

/// <summary>A small egress proxy: tunnels for CONNECT, and forwards requests in absolute form. Keeps the heads that it saw.</summary>
internal sealed class EgressProxy : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly int _target;
    private readonly bool _refuses;
    private readonly Task _serving;
    private readonly ConcurrentBag<Task> _connections = [];
    private readonly CancellationTokenSource _stop = new();

    /// <summary>Whatever host it is asked for, it connects to <paramref name="target"/>, a loopback port.</summary>
    public EgressProxy(int target, bool refuses = false)
    {
        _target = target;
        _refuses = refuses;
        _listener.Start();
        Url = new Uri($"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}");
        _serving = ServeAsync();
    }

    public Uri Url { get; }

    public ConcurrentQueue<string> Heads { get; } = new();

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Dispose();
        await _serving;
        await Task.WhenAll(_connections);
        _stop.Dispose();
    }

    private async Task ServeAsync()
    {
        try
        {
            while (true)
            {
                _connections.Add(TunnelAsync(await _listener.AcceptTcpClientAsync(_stop.Token)));
            }
        }
        catch (Exception exception) when (exception is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // Disposed.
        }
    }

    private async Task TunnelAsync(TcpClient accepted)
    {
        using var caller = accepted;
        using var target = new TcpClient();
        try
        {
            var head = await ReadHeadAsync(caller.GetStream());
            Heads.Enqueue(head);
            if (_refuses)
            {
                await caller.GetStream().WriteAsync("HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n"u8.ToArray(), _stop.Token);
                return;
            }

            await target.ConnectAsync(IPAddress.Loopback, _target, _stop.Token);
            if (head.StartsWith("CONNECT ", StringComparison.Ordinal))
            {
                await caller.GetStream().WriteAsync("HTTP/1.1 200 Connected\r\n\r\n"u8.ToArray(), _stop.Token);
            }
            else
            {
                // One exchange for each connection is enough for a test.
                await target.GetStream().WriteAsync(Encoding.Latin1.GetBytes(head.Replace("\r\n\r\n", "\r\nConnection: close\r\n\r\n", StringComparison.Ordinal)), _stop.Token);
            }

            await Task.WhenAny(
                caller.GetStream().CopyToAsync(target.GetStream(), _stop.Token), target.GetStream().CopyToAsync(caller.GetStream(), _stop.Token));
        }
        catch (Exception exception) when (exception is IOException or OperationCanceledException or SocketException)
        {
            // One of the two is gone.
        }
    }

    private async Task<string> ReadHeadAsync(NetworkStream stream)
    {
        var head = new StringBuilder();
        var one = new byte[1];
        while (!head.ToString().EndsWith("\r\n\r\n", StringComparison.Ordinal) && await stream.ReadAsync(one, _stop.Token) == 1)
        {
            head.Append((char)one[0]);
        }

        return head.ToString();
    }
}
