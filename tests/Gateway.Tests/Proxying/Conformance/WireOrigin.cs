using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Gateway.Tests.Proxying.Conformance;

/// <summary>An upstream of which the test writes and reads every byte.</summary>
internal sealed class WireOrigin : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);

    public WireOrigin() => _listener.Start();

    public string Url => $"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}";

    public Task<TcpClient> AcceptAsync() => _listener.AcceptTcpClientAsync().WaitAsync(Patience, TimeProvider.System);

    /// <summary>Serves one exchange: the request's head, and <paramref name="answer"/> as it stands.</summary>
    public async Task<string> AnswerOnceAsync(string answer)
    {
        using var connection = await AcceptAsync();
        var head = await RawClient.ReadUntilAsync(connection.GetStream(), "\r\n\r\n");
        await connection.GetStream().WriteAsync(Encoding.Latin1.GetBytes(answer));
        await EndAsync(connection);
        return head;
    }

    /// <summary>Says that nothing more comes, and returns what the peer still sends.</summary>
    public static Task<string> EndAsync(TcpClient connection)
    {
        try
        {
            connection.Client.Shutdown(SocketShutdown.Send);
        }
        catch (SocketException)
        {
            // The peer has closed already.
        }

        return ReadToEndAsync(connection);
    }

    /// <summary>What the peer sends until it closes, cleanly or not.</summary>
    public static async Task<string> ReadToEndAsync(TcpClient connection)
    {
        var rest = new StringBuilder();
        var buffer = new byte[4096];
        try
        {
            var stream = connection.GetStream();
            while (await stream.ReadAsync(buffer).AsTask().WaitAsync(Patience, TimeProvider.System) is > 0 and var read)
            {
                rest.Append(Encoding.Latin1.GetString(buffer, 0, read));
            }
        }
        catch (Exception exception) when (exception is IOException or SocketException or InvalidOperationException)
        {
            // The peer has closed already.
        }

        return rest.ToString();
    }

    public void Dispose() => _listener.Dispose();
}
