using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Gateway.Testing.Redis;

/// <summary>Speaks to Redis as a person with a terminal does, independent of the client under test.</summary>
public sealed class RedisText : IDisposable
{
    private readonly TcpClient _client;
    private readonly StreamReader _reader;

    private RedisText(TcpClient client)
    {
        _client = client;
        // Bytes are kept as they are.
        _reader = new StreamReader(client.GetStream(), Encoding.Latin1);
    }

    public static async Task<RedisText> ConnectAsync(RedisServer server)
    {
        var client = new TcpClient();
        try
        {
            await client.ConnectAsync(IPAddress.Loopback, server.Port);
            var text = new RedisText(client);
            if (server.Password is { } password)
            {
                await text.AskAsync($"AUTH {password}");
            }

            return text;
        }
        catch
        {
            client.Dispose();
            throw;
        }
    }

    /// <summary>The first line of the answer.</summary>
    public async Task<string> AskAsync(string command)
    {
        await SendAsync(command);
        return await _reader.ReadLineAsync() ?? throw new IOException("The connection was closed.");
    }

    /// <summary>The elements of an answer that is a list of texts.</summary>
    public async Task<IReadOnlyList<string>> ListAsync(string command)
    {
        var count = int.Parse((await AskAsync(command))[1..], System.Globalization.CultureInfo.InvariantCulture);
        var elements = new List<string>();
        for (var i = 0; i < count; i++)
        {
            _ = await _reader.ReadLineAsync();
            elements.Add(await _reader.ReadLineAsync() ?? throw new IOException("The connection was closed."));
        }

        return elements;
    }

    /// <summary>Everything that is done to Redis from now on, until this connection is closed.</summary>
    public async Task<Task<string>> MonitorAsync()
    {
        await AskAsync("MONITOR");
        return ReadToEndAsync();
    }

    public void Dispose()
    {
        _reader.Dispose();
        _client.Dispose();
    }

    private async Task<string> ReadToEndAsync()
    {
        var seen = new StringBuilder();
        try
        {
            while (await _reader.ReadLineAsync() is { } line)
            {
                seen.AppendLine(line);
            }
        }
        catch (Exception failure) when (failure is IOException or ObjectDisposedException)
        {
            // It was closed.
        }

        return seen.ToString();
    }

    private ValueTask SendAsync(string command) => _client.GetStream().WriteAsync(Encoding.UTF8.GetBytes(command + "\r\n"));
}
