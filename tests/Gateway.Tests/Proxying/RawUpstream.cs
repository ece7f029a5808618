using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Gateway.Tests.Proxying;

/// <summary>An upstream that answers each connection's first request with the same bytes and then closes, whatever they promised.</summary>
internal sealed class RawUpstream : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly Task _serving;

    public RawUpstream(string answer)
    {
        _listener.Start();
        Url = $"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}";
        _serving = ServeAsync(Encoding.Latin1.GetBytes(answer));
    }

    public string Url { get; }

    public async ValueTask DisposeAsync()
    {
        _listener.Dispose();
        await _serving;
    }

    private async Task ServeAsync(byte[] answer)
    {
        while (true)
        {
            try
            {
                using var client = await _listener.AcceptTcpClientAsync();
                await AnswerAsync(client, client.GetStream(), answer);
            }
            catch (IOException)
            {
                // A connection that was opened in reserve, or is gone already.
            }
            catch (Exception exception) when (exception is SocketException or InvalidOperationException)
            {
                return;
            }
        }
    }

    private static async Task AnswerAsync(TcpClient client, NetworkStream stream, byte[] answer)
    {
        await RawClient.ReadUntilAsync(stream, "\r\n\r\n");
        await stream.WriteAsync(answer);
        try
        {
            client.Client.Shutdown(SocketShutdown.Send);
        }
        catch (SocketException)
        {
            // The gateway has hung up already.
            return;
        }

        await stream.CopyToAsync(Stream.Null);
    }
}
