using System.Net;
using System.Net.Http.Headers;
using System.Text;
using Gateway.Core.Sessions;
using Microsoft.AspNetCore.Http;
using static Gateway.Tests.Proxying.Refusals.RefusingUpstream;

namespace Gateway.Tests.Proxying.Refusals;

/// <summary>Answers that are no refusal pass as if nobody had looked at them.</summary>
public sealed class UnrefusedAnswerTests
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(20);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public static TheoryData<string, string, bool> Answers
    {
        get
        {
            var large = $$"""{"errors":[{"message":"{{new string('x', 300_000)}} unauthorized"}]}""";
            var bomb = $$"""{"errors":[{"message":"unauthorized{{new string('x', 5_000_000)}}"}]}""";
            var data = new TheoryData<string, string, bool>();
            foreach (var chunked in new[] { false, true })
            {
                foreach (var coding in new[] { "", "gzip", "deflate", "br" })
                {
                    data.Add("""{"data":{"a":1}}""", coding, chunked);
                    data.Add("""{"data":null,"errors":[{"message":"not found"}]}""", coding, chunked);
                    data.Add(large, coding, chunked);
                    data.Add(bomb, coding, chunked);
                }

                data.Add("this is no JSON, and unauthorized", "", chunked);
            }

            data.Add("", "", false);
            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Answers), DisableDiscoveryEnumeration = true)]
    public async Task They_pass_byte_for_byte(string answer, string coding, bool chunked)
    {
        await using var upstream = await StartAsync();
        (upstream.RefusalStatus, upstream.Refusal, upstream.Coding, upstream.Chunked) = (200, answer, coding, chunked);

        using var response = await upstream.Client.PostAsync(GraphQl, Json(), Cancellation);

        Assert.Equal(Encode(coding, Encoding.UTF8.GetBytes(answer)), await response.Content.ReadAsByteArrayAsync(Cancellation));
        Assert.Equal(coding, string.Join(',', response.Content.Headers.ContentEncoding));
        Assert.Equal(chunked, response.Headers.TransferEncodingChunked == true);
        Assert.Single(upstream.Received);
        await upstream.WhenNothingIsKeptAsync();
    }

    [Fact]
    public async Task An_answer_that_is_not_in_the_coding_it_names_passes_as_it_is()
    {
        var bytes = "\u001f\u008b this is no gzip"u8.ToArray();
        await using var proxy = await ProxyFixture.StartAsync(async context =>
        {
            context.Response.ContentType = "application/json";
            context.Response.Headers.ContentEncoding = context.Request.Headers["X-Coding"];
            await context.Response.Body.WriteAsync(bytes);
        });
        foreach (var coding in new[] { "gzip", "deflate", "br", "zstd", "gzip, br" })
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, GraphQl) { Content = Json(), Headers = { { "X-Coding", coding } } };
            using var response = await proxy.Client.SendAsync(request, Cancellation);

            Assert.Equal(bytes, await response.Content.ReadAsByteArrayAsync(Cancellation));
        }
    }

    [Fact]
    public async Task A_refusal_in_another_place_than_the_graphql_path_is_not_looked_for()
    {
        await using var upstream = await StartAsync();
        upstream.RefusalStatus = 200;

        using var response = await upstream.Client.PostAsync("/api/v1/orders", Json(), Cancellation);

        Assert.Equal(upstream.Refusal, await response.Content.ReadAsStringAsync(Cancellation));
        Assert.Single(upstream.Received);
    }

    [Theory]
    [InlineData("text/event-stream", "data: {\"errors\":[{\"message\":\"unauthorized\"}]}\n\n")]
    [InlineData("application/x-ndjson", "{\"errors\":[{\"message\":\"unauthorized\"}]}\n")]
    [InlineData("application/json", "{\"data\":{\"rows\":[1,")]
    [InlineData("application/json", "   ")]
    [InlineData("application/json", "[1,2,")]
    public async Task A_stream_is_not_delayed_even_on_the_graphql_path(string contentType, string first)
    {
        var more = new TaskCompletionSource();
        await using var proxy = await ProxyFixture.StartAsync(async context =>
        {
            context.Response.ContentType = contentType;
            await context.Response.WriteAsync(first);
            await context.Response.Body.FlushAsync();
            await more.Task.WaitAsync(Limit, context.RequestAborted);
            await context.Response.WriteAsync("the end");
        });
        using var request = new HttpRequestMessage(HttpMethod.Post, GraphQl) { Content = Json() };

        using var response = await proxy.Client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, Cancellation).WaitAsync(Limit, Cancellation);
        await using var body = await response.Content.ReadAsStreamAsync(Cancellation);
        var seen = new byte[first.Length];
        await body.ReadExactlyAsync(seen, Cancellation).AsTask().WaitAsync(Limit, Cancellation);
        more.SetResult();

        Assert.Equal(first, Encoding.UTF8.GetString(seen));
        using var rest = new StreamReader(body);
        Assert.Equal("the end", await rest.ReadToEndAsync(Cancellation));
    }

    [Fact]
    public async Task A_compressed_stream_is_not_delayed()
    {
        var more = new TaskCompletionSource();
        await using var proxy = await ProxyFixture.StartAsync(async context =>
        {
            context.Response.ContentType = "application/json";
            context.Response.Headers.ContentEncoding = "gzip";
            await using var coder = new System.IO.Compression.GZipStream(context.Response.Body, System.IO.Compression.CompressionLevel.Fastest);
            await coder.WriteAsync("""{"data":{"rows":["""u8.ToArray());
            await coder.FlushAsync();
            await context.Response.Body.FlushAsync();
            await more.Task.WaitAsync(Limit, context.RequestAborted);
            await coder.WriteAsync("]}}"u8.ToArray());
        });
        using var request = new HttpRequestMessage(HttpMethod.Post, GraphQl) { Content = Json() };

        using var response = await proxy.Client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, Cancellation).WaitAsync(Limit, Cancellation);
        more.SetResult();
        await using var body = new System.IO.Compression.GZipStream(await response.Content.ReadAsStreamAsync(Cancellation), System.IO.Compression.CompressionMode.Decompress);
        using var rest = new StreamReader(body);

        Assert.Equal("""{"data":{"rows":[]}}""", await rest.ReadToEndAsync(Cancellation));
    }

    [Fact]
    public async Task An_answer_that_breaks_off_while_it_is_looked_at_breaks_off_for_the_caller()
    {
        await using var upstream = new RawUpstream("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 50\r\n\r\n{\"errors\":[{\"mess");
        await using var proxy = await ProxyFixture.StartAsync(null, [new FakeAccount("bot", upstream.Url)]);

        using var answer = await proxy.Client.PostAsync(GraphQl, Json(), Cancellation).ContinueWith(
            done => done.IsFaulted ? new HttpResponseMessage(HttpStatusCode.BadGateway) : done.Result, Cancellation, TaskContinuationOptions.None, TaskScheduler.Default);

        Assert.Equal(HttpStatusCode.BadGateway, answer.StatusCode);
        Assert.Empty(proxy.Account.Replays);
    }

    [Theory]
    [InlineData("application/json")]
    [InlineData("text/plain")]
    public async Task A_streamed_upload_is_not_delayed(string contentType)
    {
        var first = new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var proxy = await ProxyFixture.StartAsync(async context =>
        {
            var piece = new byte[5];
            await context.Request.Body.ReadExactlyAsync(piece);
            first.SetResult(Encoding.ASCII.GetString(piece));
            await context.Request.Body.CopyToAsync(Stream.Null);
        });
        using var client = await RawClient.ConnectAsync(proxy.Gateway.Port);
        var head = $"POST {GraphQl} HTTP/1.1\r\nHost: 127.0.0.1:{proxy.Gateway.Port}\r\nContent-Type: {contentType}\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\n5\r\n[1,2,\r\n";
        await client.GetStream().WriteAsync(Encoding.ASCII.GetBytes(head), Cancellation);

        Assert.Equal("[1,2,", await first.Task.WaitAsync(Limit, Cancellation));
        await client.GetStream().WriteAsync("2\r\n3]\r\n0\r\n\r\n"u8.ToArray(), Cancellation);
        Assert.Equal(200, (await RawClient.ReadAsync(client.GetStream())).Status);
    }

    [Theory]
    [InlineData(GraphQl, "gzip, deflate, br, zstd", "gzip, deflate, br")]
    [InlineData(GraphQl, "zstd", "identity")]
    [InlineData(GraphQl, "gzip;q=0.5, *;q=0.1, compress", "gzip;q=0.5")]
    [InlineData(GraphQl, "br;q=1.0, gzip;q=0.8, *;q=0", "br;q=1.0, gzip;q=0.8, *;q=0")]
    [InlineData(GraphQl, "x-gzip", "x-gzip")]
    [InlineData("/api/v1/orders", "gzip, deflate, br, zstd", "gzip, deflate, br, zstd")]
    public async Task Codings_that_cannot_be_looked_into_are_not_asked_for_on_the_graphql_path(string path, string sent, string arrives)
    {
        await using var upstream = await StartAsync();
        upstream.Account.Lookup = _ => ValueTask.FromResult(new TokenLookup(FakeAccount.SessionWith(NewToken)));
        using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = Json() };
        request.Headers.TryAddWithoutValidation("Accept-Encoding", sent);

        using var answer = await upstream.Client.SendAsync(request, Cancellation);

        Assert.Equal(arrives, Assert.Single(upstream.Received).AcceptEncoding);
    }

    private static ByteArrayContent Json() => new("{}"u8.ToArray()) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } };
}
