using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using Gateway.Core.Tokens;
using Gateway.Tests.Listeners;
using Gateway.Tests.Proxying.Conformance;
using Microsoft.AspNetCore.Http;

namespace Gateway.Tests.Proxying.Refusals;

/// <summary>Over HTTP/2 an upstream can refuse while the body is still on its way.</summary>
public sealed class Http2RefusalTests : IDisposable
{
    private readonly TestCertificate _certificate = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => _certificate.Dispose();

    [Theory]
    [InlineData(false, true)]
    [InlineData(true, true)]
    [InlineData(true, false)]
    public async Task A_body_is_sent_again_whole(bool knownLength, bool readsFirst)
    {
        var body = RandomNumberGenerator.GetBytes(60_000);
        var protocols = new List<string>();
        await using var origin = await Origin.StartAsync(OriginProtocol.Http2, _certificate, async context =>
        {
            lock (protocols)
            {
                protocols.Add(context.Request.Protocol);
            }

            var isGood = context.Request.Headers.Authorization == "Bearer " + RefusingUpstream.NewToken;
            if (isGood || readsFirst)
            {
                using var all = new MemoryStream();
                await context.Request.Body.CopyToAsync(all);
                await Answer(context, isGood, RefusingUpstream.HashOf(all.ToArray()));
                return;
            }

            // Nothing but the head is answered yet; the body goes on arriving.
            context.Response.StatusCode = 401;
            await context.Response.StartAsync();
            await context.Request.Body.CopyToAsync(Stream.Null);
        });
        var account = new FakeAccount("bot", origin.Url)
        {
            Replace = (_, _) => ValueTask.FromResult<Session?>(FakeAccount.SessionWith(RefusingUpstream.NewToken) with { Version = 2 }),
        };
        await using var gateway = await GatewayFront.StartAsync(_certificate, [account]);
        using var client = GatewayFront.Client(_certificate);
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(gateway.Url, "/api/v1/orders"))
        {
            Content = knownLength ? new ByteArrayContent(body) : new StreamContent(new MemoryStream(body)),
        };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        request.Headers.TransferEncodingChunked = !knownLength;

        using var answer = await client.SendAsync(request, Cancellation);

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal(RefusingUpstream.HashOf(body), await answer.Content.ReadAsStringAsync(Cancellation));
        Assert.Equal(["HTTP/2", "HTTP/2"], protocols);
    }

    private static Task Answer(HttpContext context, bool isGood, string hash)
    {
        context.Response.StatusCode = isGood ? 200 : 401;
        return context.Response.WriteAsync(isGood ? hash : "unauthorized");
    }
}
