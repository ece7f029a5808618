using System.Net.Sockets;
using System.Text;

namespace Gateway.Tests.Proxying.EarlyAnswers;

/// <summary>One connection as the upstream has it.</summary>
internal sealed class Wire(TcpClient client, Stream stream) : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    public Stream Stream => stream;

    public Task<string> ReadHeadAsync() => RawClient.ReadUntilAsync(stream, "\r\n\r\n");

    public async Task WriteAsync(string text)
    {
        await stream.WriteAsync(Encoding.Latin1.GetBytes(text)).AsTask().WaitAsync(Patience, TimeProvider.System);
        await stream.FlushAsync();
    }

    public async Task<byte[]> ReadAsync(int count)
    {
        var bytes = new byte[count];
        await stream.ReadExactlyAsync(bytes).AsTask().WaitAsync(Patience, TimeProvider.System);
        return bytes;
    }

    /// <summary>Says that nothing more comes.</summary>
    public void End() => client.Client.Shutdown(SocketShutdown.Send);

    /// <summary>Closes as programs do: with unread bytes that is a reset.</summary>
    public void Close() => client.Client.Close();

    /// <summary>Resets the connection.</summary>
    public void Reset()
    {
        client.LingerState = new LingerOption(enable: true, 0);
        client.Client.Close();
    }

    /// <summary>What still comes until the peer closes.</summary>
    public async Task<long> CountToEndAsync()
    {
        var total = 0L;
        var buffer = new byte[65_536];
        try
        {
            while (await stream.ReadAsync(buffer).AsTask().WaitAsync(Patience, TimeProvider.System) is > 0 and var count)
            {
                total += count;
            }
        }
        catch (Exception failure) when (failure is IOException or ObjectDisposedException)
        {
            // Closed hard.
        }

        return total;
    }

    public void Dispose()
    {
        stream.Dispose();
        client.Dispose();
    }
}
