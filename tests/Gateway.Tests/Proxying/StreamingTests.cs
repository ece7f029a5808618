using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;

namespace Gateway.Tests.Proxying;

public sealed class StreamingTests
{
    private const int Size = 40_000_000;

    [Fact]
    public async Task A_large_upload_arrives_whole()
    {
        await using var proxy = await ProxyFixture.StartAsync(async context =>
        {
            Microsoft.AspNetCore.Http.Features.IHttpMaxRequestBodySizeFeature limit =
                context.Features.Get<Microsoft.AspNetCore.Http.Features.IHttpMaxRequestBodySizeFeature>()!;
            limit.MaxRequestBodySize = null;
            await context.Response.WriteAsync(Convert.ToHexString(await SHA256.HashDataAsync(context.Request.Body)));
        });
        var bytes = RandomNumberGenerator.GetBytes(Size);

        var response = await proxy.Client.PostAsync("/", new ByteArrayContent(bytes));

        Assert.Equal(Convert.ToHexString(SHA256.HashData(bytes)), await response.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task A_large_download_arrives_whole()
    {
        var bytes = RandomNumberGenerator.GetBytes(Size);
        await using var proxy = await ProxyFixture.StartAsync(context => context.Response.Body.WriteAsync(bytes).AsTask());

        await using var body = await proxy.Client.GetStreamAsync("/");

        Assert.Equal(SHA256.HashData(bytes), await SHA256.HashDataAsync(body));
    }

    [Fact]
    public async Task Headers_and_each_event_arrive_before_the_next_is_made()
    {
        var next = new SemaphoreSlim(0);
        await using var proxy = await ProxyFixture.StartAsync(async context =>
        {
            context.Response.ContentType = "text/event-stream";
            await context.Response.Body.FlushAsync();
            for (var number = 1; number <= 3; number++)
            {
                await next.WaitAsync(context.RequestAborted);
                await context.Response.WriteAsync($"data: {number}\n\n");
            }
        });

        using var response = await proxy.Client.GetAsync("/", HttpCompletionOption.ResponseHeadersRead)
            .WaitAsync(TimeSpan.FromSeconds(10), TimeProvider.System);
        await using var body = await response.Content.ReadAsStreamAsync();
        for (var number = 1; number <= 3; number++)
        {
            next.Release();
            Assert.Equal($"data: {number}\n\n", await RawClient.ReadUntilAsync(body, "\n\n"));
        }
    }

    [Fact]
    public async Task An_upload_streams_while_it_is_made()
    {
        var first = new TaskCompletionSource<string>();
        await using var proxy = await ProxyFixture.StartAsync(async context =>
        {
            first.SetResult(await RawClient.ReadUntilAsync(context.Request.Body, "one"));
            await context.Response.WriteAsync(await RawClient.ReadUntilAsync(context.Request.Body, "two"));
        });
        using var client = await RawClient.ConnectAsync(proxy.Gateway.Port);
        var stream = client.GetStream();

        await stream.WriteAsync("POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\n3\r\none\r\n"u8.ToArray());
        Assert.Equal("one", await first.Task.WaitAsync(TimeSpan.FromSeconds(10), TimeProvider.System));
        await stream.WriteAsync("3\r\ntwo\r\n0\r\n\r\n"u8.ToArray());

        Assert.Contains("two", (await RawClient.ReadAsync(stream)).Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_caller_that_waits_for_100_Continue_gets_it()
    {
        await using var proxy = await ProxyFixture.StartAsync(async context =>
            await context.Response.WriteAsync(await new StreamReader(context.Request.Body, Encoding.ASCII).ReadToEndAsync()));
        using var client = await RawClient.ConnectAsync(proxy.Gateway.Port);
        var stream = client.GetStream();

        await stream.WriteAsync("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 4\r\nExpect: 100-continue\r\nConnection: close\r\n\r\n"u8.ToArray());
        Assert.StartsWith("HTTP/1.1 100", await RawClient.ReadUntilAsync(stream, "\r\n\r\n"), StringComparison.Ordinal);
        await stream.WriteAsync("body"u8.ToArray());

        Assert.Contains("body", (await RawClient.ReadAsync(stream)).Body, StringComparison.Ordinal);
    }
}
