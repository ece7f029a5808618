using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Gateway.Tests.Proxying;

/// <summary>Sends bytes that a client library would tidy up first.</summary>
internal static class RawClient
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(15);

    /// <summary>Sends <paramref name="request"/> in Latin-1 and reads until the gateway closes; the request should ask it to.</summary>
    public static async Task<RawResponse> SendAsync(int port, string request)
    {
        using var client = await ConnectAsync(port);
        await client.GetStream().WriteAsync(Encoding.Latin1.GetBytes(request));
        return await ReadAsync(client.GetStream());
    }

    public static async Task<TcpClient> ConnectAsync(int port)
    {
        var client = new TcpClient();
        await client.ConnectAsync(IPAddress.Loopback, port);
        return client;
    }

    public static async Task<RawResponse> ReadAsync(NetworkStream stream)
    {
        using var buffer = new MemoryStream();
        await stream.CopyToAsync(buffer).WaitAsync(Limit, TimeProvider.System);
        return RawResponse.Parse(Encoding.Latin1.GetString(buffer.ToArray()));
    }

    /// <summary>Reads until <paramref name="end"/> has arrived.</summary>
    public static async Task<string> ReadUntilAsync(Stream stream, string end)
    {
        var text = new StringBuilder();
        var one = new byte[1];
        while (!text.ToString().EndsWith(end, StringComparison.Ordinal))
        {
            var read = await stream.ReadAsync(one).AsTask().WaitAsync(Limit, TimeProvider.System);
            if (read == 0)
            {
                throw new EndOfStreamException($"The peer closed after: {text}");
            }

            text.Append((char)one[0]);
        }

        return text.ToString();
    }
}
