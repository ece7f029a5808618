using System.Net.WebSockets;
using System.Text;
using System.Text.Json;

namespace Gateway.Tests.Integration;

/// <summary>A bot's socket with the framework's own client.</summary>
internal sealed class SocketClient : IDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(20);

    private int _ref;

    private SocketClient(ClientWebSocket web) => Web = web;

    public ClientWebSocket Web { get; }

    public static Uri Address(Uri baseUrl, string query) =>
        new UriBuilder(baseUrl) { Scheme = "ws", Path = "/socket/websocket", Query = query }.Uri;

    public static async Task<SocketClient> OpenAsync(Uri baseUrl, string query = "vsn=2.0.0&token=mine", Action<ClientWebSocketOptions>? options = null)
    {
        var web = new ClientWebSocket();
        web.Options.Proxy = null;
        web.Options.CollectHttpResponseDetails = true;
        options?.Invoke(web.Options);
        var client = new SocketClient(web);
        try
        {
            using var limit = new CancellationTokenSource(Limit, TimeProvider.System);
            await web.ConnectAsync(Address(baseUrl, query), limit.Token);
            return client;
        }
        catch (WebSocketException refusal)
        {
            client.Dispose();
            throw new InvalidOperationException($"refused with {(int)web.HttpStatusCode}, error {Error(web)}", refusal);
        }
    }

    /// <summary>Sends a message and gives the answer's payload; <c>ok</c> or a reason for a join.</summary>
    public async Task<string> AskAsync(string topic, string name = "phx_join", object? payload = null)
    {
        var number = (++_ref).ToString(System.Globalization.CultureInfo.InvariantCulture);
        await Web.SendAsync(
            JsonSerializer.SerializeToUtf8Bytes(new object?[] { number, number, topic, name, payload ?? new { } }),
            WebSocketMessageType.Text, endOfMessage: true, CancellationToken.None);
        using var answer = JsonDocument.Parse(await ReceiveAsync() ?? throw new InvalidOperationException("closed"));
        var body = answer.RootElement[4];
        return body.GetProperty("status").GetString() == "ok" ? "ok" : body.GetProperty("response").GetProperty("reason").GetString()!;
    }

    /// <summary>The next message; null when the socket was closed, which is then answered.</summary>
    public async Task<string?> ReceiveAsync()
    {
        using var limit = new CancellationTokenSource(Limit, TimeProvider.System);
        using var message = new MemoryStream();
        var buffer = new byte[64 * 1024];
        while (true)
        {
            var received = await Web.ReceiveAsync(buffer.AsMemory(), limit.Token);
            if (received.MessageType == WebSocketMessageType.Close)
            {
                await Web.CloseOutputAsync(Web.CloseStatus ?? WebSocketCloseStatus.NormalClosure, null, limit.Token);
                return null;
            }

            message.Write(buffer.AsSpan(0, received.Count));
            if (received.EndOfMessage)
            {
                return Encoding.UTF8.GetString(message.ToArray());
            }
        }
    }

    /// <summary>Waits for the close and gives its code and reason.</summary>
    public async Task<(int Code, string? Reason)> WhenClosedAsync()
    {
        while (await ReceiveAsync() is not null)
        {
        }

        return ((int)Web.CloseStatus!, Web.CloseStatusDescription);
    }

    public void Dispose() => Web.Dispose();

    private static string? Error(ClientWebSocket web) =>
        web.HttpResponseHeaders?.TryGetValue("X-Gateway-Error", out var values) == true ? values.First() : null;
}
