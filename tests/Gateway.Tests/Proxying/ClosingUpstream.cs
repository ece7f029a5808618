using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Gateway.Tests.Proxying;

/// <summary>An upstream that answers <c>GET /warm</c> and keeps the connection, and hangs up on every other request without a word.</summary>
internal sealed class ClosingUpstream : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly Task _serving;
    private int _others;

    public ClosingUpstream()
    {
        _listener.Start();
        Url = $"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}";
        _serving = ServeAsync();
    }

    public string Url { get; }

    /// <summary>How often it was asked for anything else.</summary>
    public int Others => Volatile.Read(ref _others);

    public async ValueTask DisposeAsync()
    {
        _listener.Dispose();
        await _serving;
    }

    private async Task ServeAsync()
    {
        var connections = new List<Task>();
        try
        {
            while (true)
            {
                connections.Add(ServeAsync(await _listener.AcceptTcpClientAsync()));
            }
        }
        catch (Exception exception) when (exception is SocketException or InvalidOperationException)
        {
            await Task.WhenAll(connections);
        }
    }

    private async Task ServeAsync(TcpClient client)
    {
        using var connection = client;
        try
        {
            while ((await RawClient.ReadUntilAsync(client.GetStream(), "\r\n\r\n")).StartsWith("GET /warm ", StringComparison.Ordinal))
            {
                await client.GetStream().WriteAsync(Encoding.ASCII.GetBytes("HTTP/1.1 204 No Content\r\n\r\n"));
            }

            Interlocked.Increment(ref _others);
        }
        catch (Exception exception) when (exception is IOException or TimeoutException)
        {
            // The gateway has hung up, or has nothing more to ask.
        }
    }
}
