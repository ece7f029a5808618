using System.Net;
using System.Net.Sockets;

namespace Gateway.Tests.Inbound;

/// <summary>On a unix socket the file's mode decides who connects, so every host is good; pages and keys are judged all the same.</summary>
public sealed class UnixSocketTests
{
    private const string Key = "socket-key-0123456789abcdef";

    [Fact]
    public async Task Any_host_is_good_and_all_else_is_judged()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "The socket's mode is part of the case.");
        await using var gateway = await GuardedGateway.StartAsync(
            "Gateway:Proxy:Url=http://unix:{folder}/proxy.sock", "Gateway:Inbound:AllowedHosts=gateway.test", $"Gateway:Inbound:Callers:bot:Key={Key}");
        using var http = new HttpClient(new SocketsHttpHandler { ConnectCallback = (_, cancellation) => ConnectAsync(gateway.PathOf("proxy.sock"), cancellation) });

        Assert.Equal(HttpStatusCode.OK, await AskAsync(http, ("X-Gateway-Key", Key)));
        Assert.Equal(HttpStatusCode.Unauthorized, await AskAsync(http));
        Assert.Equal(HttpStatusCode.Forbidden, await AskAsync(http, ("X-Gateway-Key", Key), ("Origin", "http://evil.example")));
        Assert.Single(gateway.Journal);
    }

    private static async Task<HttpStatusCode> AskAsync(HttpClient http, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "http://any.example/x");
        foreach (var (name, value) in headers)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        using var response = await http.SendAsync(request, TestContext.Current.CancellationToken);
        return response.StatusCode;
    }

    private static async ValueTask<Stream> ConnectAsync(string path, CancellationToken cancellationToken)
    {
        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        await socket.ConnectAsync(new UnixDomainSocketEndPoint(path), cancellationToken);
        return new NetworkStream(socket, ownsSocket: true);
    }
}
