using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Gateway.Core.Tests.Upstreams;

/// <summary>Answers every connection with the same bytes, whatever it asks.</summary>
internal sealed class HttpListenerStub : IDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly byte[] _answer;

    public HttpListenerStub(string answer)
    {
        _answer = Encoding.ASCII.GetBytes(answer);
        _listener.Start();
        _ = ServeAsync();
    }

    public Uri Url => new($"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}");

    public void Dispose() => _listener.Dispose();

    private async Task ServeAsync()
    {
        try
        {
            while (true)
            {
                using var client = await _listener.AcceptTcpClientAsync();
                var stream = client.GetStream();
                var buffer = new byte[4096];
                _ = await stream.ReadAsync(buffer);
                await stream.WriteAsync(_answer);
                while (await stream.ReadAsync(buffer) > 0)
                {
                    // Closing with unread bytes would reset the connection before the answer has arrived.
                }
            }
        }
        catch (Exception e) when (e is SocketException or IOException or ObjectDisposedException)
        {
            // The test is over, or its client hung up.
        }
    }
}
