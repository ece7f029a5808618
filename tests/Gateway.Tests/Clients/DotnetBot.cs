using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text.Json;
using Gateway.Tests.Integration;
using Sandbox.Phoenix;
using Sandbox.Stx;

namespace Gateway.Tests.Clients;

/// <summary>A bot with the framework's own clients.</summary>
internal static class DotnetBot
{
    private static readonly byte[] Upload = [.. Enumerable.Range(0, 1_500_000).Select(i => (byte)(i * 31))];

    /// <summary>What it saw, in lines that hold no token.</summary>
    public static async Task<IReadOnlyList<string>> RunAsync(Uri baseUrl, PhoenixHub sockets)
    {
        var said = new List<string>();
        using var http = new HttpClient(new SocketsHttpHandler { UseProxy = false }) { BaseAddress = baseUrl };
        using var login = await AskAsync(
            http, $"mutation {{ login(credentials: {{email: \"{StxExchange.DefaultEmail}\", password: \"{StxExchange.DefaultPassword}\"}}) {{ token userId userUid }} }}");
        var session = login.RootElement.GetProperty("data").GetProperty("login");
        var (token, userId) = (session.GetProperty("token").GetString()!, session.GetProperty("userId").GetString());
        said.Add($"login {token.Split('.').Length} {userId} {session.GetProperty("userUid")}");
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        using var profile = await AskAsync(http, "{ userProfile { email } }");
        said.Add(profile.RootElement.GetRawText());

        said.Add(await EchoAsync(await http.GetAsync("/api/v1/a%2Fb?x=%20")));
        said.Add(await EchoAsync(await http.PutAsync("/api/v1/files", new ByteArrayContent(Upload))));
        said.Add(await EchoAsync(await http.PostAsync("/api/v1/files", new StreamContent(new UnknownLength(Upload)))));
        var download = await http.GetByteArrayAsync("/api/v1/chunked/2500000");
        said.Add($"download {download.Length} {Convert.ToHexStringLower(SHA256.HashData(download))}");
        using var events = new StreamReader(await http.GetStreamAsync("/api/v1/stream?events=3"));
        said.Add(await events.ReadToEndAsync());
        using var missing = await http.GetAsync("/api/v1/status/404");
        said.Add($"status {(int)missing.StatusCode}");

        using var socket = await SocketClient.OpenAsync(baseUrl, "vsn=2.0.0&token=" + token);
        said.Add("public " + await socket.AskAsync("markets"));
        said.Add("own " + await socket.AskAsync("portfolio:" + userId));
        said.Add("other " + await socket.AskAsync("portfolio:other"));
        said.Add("heartbeat " + await socket.AskAsync("phoenix", "heartbeat"));
        await sockets.PushAsync("markets", "changed", new System.Text.Json.Nodes.JsonObject { ["price"] = 41 });
        said.Add(await socket.ReceiveAsync() ?? "closed");
        sockets.Close(4040, "enough");
        said.Add($"closed {await socket.WhenClosedAsync()}");
        return said;
    }

    private static async Task<JsonDocument> AskAsync(HttpClient http, string query)
    {
        using var answer = await http.PostAsJsonAsync("/api/graphql", new { query });
        return JsonDocument.Parse(await answer.Content.ReadAsStringAsync());
    }

    private static async Task<string> EchoAsync(HttpResponseMessage answer)
    {
        using (answer)
        {
            using var json = JsonDocument.Parse(await answer.Content.ReadAsStringAsync());
            return string.Join(' ', new[] { "method", "rawTarget", "owner", "bodyLength", "bodySha256" }.Select(name => json.RootElement.GetProperty(name).ToString()));
        }
    }

    /// <summary>Bytes whose number is told to nobody, so that they are sent in chunks.</summary>
    private sealed class UnknownLength(byte[] bytes) : MemoryStream(bytes)
    {
        public override bool CanSeek => false;
    }
}
