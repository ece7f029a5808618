using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Threading.Channels;
using Gateway.Tests.Proxying.Conformance;

namespace Gateway.Tests.Proxying.EarlyAnswers;

/// <summary>An HTTP/1.1 upstream that answers before it has read the body of the request, and what becomes of both.</summary>
public sealed class EarlyAnswerTests
{
    private const int Large = 8_000_000;
    private const string Refusal = "HTTP/1.1 401 Unauthorized\r\nContent-Length: 2\r\nX-Upstream: yes\r\n\r\nno";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(false, false)]
    [InlineData(false, true)]
    [InlineData(true, false)]
    [InlineData(true, true)]
    public async Task A_refusal_passes_whose_upstream_closes_without_reading_the_body(bool tls, bool chunked)
    {
        await using var upstream = await WireUpstream.StartAsync(tls);
        var call = PostAsync(upstream, Large, chunked);
        using var wire = await upstream.AcceptAsync();
        await wire.ReadHeadAsync();
        await wire.WriteAsync(Refusal);
        wire.Close();

        using var answer = await call.WaitAsync(Patience, TimeProvider.System);

        await AssertRefusedAsync(answer);
        Assert.Equal(1, upstream.Refreshes);
    }

    [Theory]
    [InlineData(false, false)]
    [InlineData(false, true)]
    [InlineData(true, false)]
    [InlineData(true, true)]
    public async Task A_refusal_passes_whose_upstream_never_reads_again_and_stays(bool tls, bool chunked)
    {
        await using var upstream = await WireUpstream.StartAsync(tls);
        var call = PostAsync(upstream, Large, chunked);
        using var wire = await upstream.AcceptAsync();
        await wire.ReadHeadAsync();
        await wire.WriteAsync(Refusal);
        await upstream.PassGraceUntilAsync(call);

        using var answer = await call;

        await AssertRefusedAsync(answer);
        Assert.Equal(1, upstream.Refreshes);
        // Closed, and nothing but the beginning of the body was sent.
        Assert.InRange(await wire.CountToEndAsync(), 1, Large - 1);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_refusal_in_mid_upload_passes(bool tls)
    {
        await using var upstream = await WireUpstream.StartAsync(tls);
        var call = PostAsync(upstream, Large);
        using var wire = await upstream.AcceptAsync();
        await wire.ReadHeadAsync();
        await wire.ReadAsync(1_000_000);
        await wire.WriteAsync("HTTP/1.1 413 Content Too Large\r\nContent-Length: 4\r\nConnection: close\r\n\r\nmuch");
        wire.Close();

        using var answer = await call.WaitAsync(Patience, TimeProvider.System);

        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, answer.StatusCode);
        Assert.Equal("much", await answer.Content.ReadAsStringAsync(Cancellation));
        Assert.Equal(0, upstream.Refreshes);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_refusal_passes_whose_upstream_resets_the_connection_right_after(bool tls)
    {
        await using var upstream = await WireUpstream.StartAsync(tls);
        var call = PostAsync(upstream, Large);
        using var wire = await upstream.AcceptAsync();
        await wire.ReadHeadAsync();
        await wire.ReadAsync(100_000);
        await wire.WriteAsync(Refusal);
        wire.Reset();

        using var answer = await call.WaitAsync(Patience, TimeProvider.System);

        await AssertRefusedAsync(answer);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task An_answer_that_ends_with_the_connection_is_whole_if_the_connection_ended_in_order(bool tls)
    {
        await using var upstream = await WireUpstream.StartAsync(tls);
        var call = PostAsync(upstream, Large);
        using var wire = await upstream.AcceptAsync();
        await wire.ReadHeadAsync();
        await wire.WriteAsync("HTTP/1.1 401 Unauthorized\r\nX-Upstream: yes\r\n\r\nno");
        wire.End();
        wire.Close();

        using var answer = await call.WaitAsync(Patience, TimeProvider.System);

        await AssertRefusedAsync(answer);
    }

    [Fact]
    public async Task An_answer_that_ends_with_a_reset_is_broken_off_unless_it_states_where_it_ends()
    {
        await using var upstream = await WireUpstream.StartAsync();
        using var caller = await RawClient.ConnectAsync(upstream.Proxy.Gateway.Port);
        var stream = caller.GetStream();
        await stream.WriteAsync("POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n"u8.ToArray(), Cancellation);
        using var wire = await upstream.AcceptAsync();
        await wire.ReadHeadAsync();
        await wire.WriteAsync("HTTP/1.1 401 Unauthorized\r\n\r\nhalf");
        wire.Reset();
        await stream.WriteAsync("4\r\nbody\r\n"u8.ToArray(), Cancellation);

        var seen = await WireOrigin.ReadToEndAsync(caller);

        Assert.StartsWith("HTTP/1.1 401 ", seen, StringComparison.Ordinal);
        Assert.Contains("\r\nhalf\r\n", seen, StringComparison.Ordinal);
        Assert.DoesNotContain("\r\n0\r\n", seen, StringComparison.Ordinal);
        Assert.Equal(1, upstream.Refreshes);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task The_body_of_an_early_refusal_streams_while_the_caller_still_sends(bool tls)
    {
        await using var upstream = await WireUpstream.StartAsync(tls);
        using var caller = await RawClient.ConnectAsync(upstream.Proxy.Gateway.Port);
        var stream = caller.GetStream();
        await stream.WriteAsync("POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n"u8.ToArray(), Cancellation);
        using var wire = await upstream.AcceptAsync();
        await wire.ReadHeadAsync();
        await wire.WriteAsync("HTTP/1.1 401 Unauthorized\r\nContent-Length: 10\r\n\r\nfirst");

        using var stop = new CancellationTokenSource();
        var sending = SendChunksAsync(stream, stop.Token);
        var head = RawClient.ReadUntilAsync(stream, "first");
        await upstream.PassGraceUntilAsync(head);
        await wire.WriteAsync("after");

        Assert.StartsWith("HTTP/1.1 401 ", await head, StringComparison.Ordinal);
        Assert.DoesNotContain("\r\nConnection:", await head, StringComparison.OrdinalIgnoreCase);
        Assert.Equal("after", await RawClient.ReadUntilAsync(stream, "after"));
        Assert.Equal(1, upstream.Refreshes);

        // The caller may end its body when it likes, and go on with its connection.
        await stop.CancelAsync();
        await sending;
        await stream.WriteAsync("0\r\n\r\nGET /next HTTP/1.1\r\nHost: x\r\n\r\n"u8.ToArray(), Cancellation);
        using var next = await upstream.AcceptAsync();
        Assert.StartsWith("GET /next ", await next.ReadHeadAsync(), StringComparison.Ordinal);
        await next.WriteAsync("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
        Assert.StartsWith("HTTP/1.1 200 ", await RawClient.ReadUntilAsync(stream, "ok"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_refusal_without_a_body_reaches_a_caller_that_does_not_stop_sending()
    {
        await using var upstream = await WireUpstream.StartAsync();
        using var caller = await RawClient.ConnectAsync(upstream.Proxy.Gateway.Port);
        var stream = caller.GetStream();
        await stream.WriteAsync("POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n"u8.ToArray(), Cancellation);
        using var wire = await upstream.AcceptAsync();
        await wire.ReadHeadAsync();
        await wire.WriteAsync("HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n");
        wire.Close();

        using var stop = new CancellationTokenSource();
        var sending = SendChunksAsync(stream, stop.Token);

        Assert.StartsWith("HTTP/1.1 403 ", await RawClient.ReadUntilAsync(stream, "\r\n\r\n"), StringComparison.Ordinal);
        Assert.False(sending.IsCompleted);
        await stop.CancelAsync();
        await sending;
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task An_early_answer_does_not_harm_an_upload_that_goes_on(bool tls)
    {
        await using var upstream = await WireUpstream.StartAsync(tls);
        var body = RandomNumberGenerator.GetBytes(24_000_000);
        var call = upstream.Client.PostAsync("/echo", new ByteArrayContent(body), Cancellation);
        using var wire = await upstream.AcceptAsync();
        await wire.ReadHeadAsync();
        await wire.WriteAsync($"HTTP/1.1 200 OK\r\nContent-Length: {body.Length}\r\n\r\n");

        // Both ways at once; once it stands still for longer than a refusal might.
        var pieces = Channel.CreateUnbounded<byte[]>();
        var echo = Task.Run(async () =>
        {
            await foreach (var piece in pieces.Reader.ReadAllAsync(Cancellation))
            {
                await wire.Stream.WriteAsync(piece, Cancellation);
            }
        }, Cancellation);
        for (var read = 0; read < body.Length; read += 1_000_000)
        {
            if (read == 8_000_000)
            {
                await upstream.PassGraceUntilAsync(Task.Delay(TimeSpan.FromMilliseconds(300), TimeProvider.System, Cancellation));
            }

            await pieces.Writer.WriteAsync(await wire.ReadAsync(1_000_000), Cancellation);
        }

        pieces.Writer.Complete();
        using var answer = await call.WaitAsync(Patience, TimeProvider.System);
        await echo;

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal(SHA256.HashData(body), SHA256.HashData(await answer.Content.ReadAsByteArrayAsync(Cancellation)));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task An_upstream_that_refuses_and_reads_on_gets_all_and_keeps_its_connection(bool tls)
    {
        await using var upstream = await WireUpstream.StartAsync(tls);
        var call = PostAsync(upstream, Large);
        using var wire = await upstream.AcceptAsync();
        await wire.ReadHeadAsync();
        await wire.WriteAsync(Refusal);
        await wire.ReadAsync(Large);

        using (var answer = await call.WaitAsync(Patience, TimeProvider.System))
        {
            await AssertRefusedAsync(answer);
        }

        // Twice, the second time on a connection that was read ahead of.
        for (var round = 0; round < 2; round++)
        {
            var next = PostAsync(upstream, Large);
            Assert.Contains($"\r\nAuthorization: Bearer {WireUpstream.NewToken}\r\n", await wire.ReadHeadAsync(), StringComparison.Ordinal);
            await wire.ReadAsync(Large);
            await wire.WriteAsync("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
            using var good = await next.WaitAsync(Patience, TimeProvider.System);
            Assert.Equal("ok", await good.Content.ReadAsStringAsync(Cancellation));
        }

        Assert.Equal((1, 1), (upstream.Accepted, upstream.Refreshes));
    }

    [Theory]
    [InlineData("HTTP/1.1 100 Continue\r\n\r\n", true)]
    [InlineData("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: </a>; rel=preload\r\n\r\n", true)]
    [InlineData("HTTP/1.1 102 Processing\r\n\r\n", false)]
    public async Task Interim_answers_before_a_refusal_are_none(string interim, bool closes)
    {
        await using var upstream = await WireUpstream.StartAsync();
        var call = PostAsync(upstream, Large);
        using var wire = await upstream.AcceptAsync();
        await wire.ReadHeadAsync();
        await wire.WriteAsync(interim);
        await wire.ReadAsync(300_000);
        await upstream.PassGraceUntilAsync(Task.Delay(TimeSpan.FromMilliseconds(100), TimeProvider.System, Cancellation));
        await wire.ReadAsync(3_000_000);
        await wire.WriteAsync(Refusal);
        if (closes)
        {
            wire.Close();
        }

        await upstream.PassGraceUntilAsync(call);

        using var answer = await call;
        await AssertRefusedAsync(answer);
    }

    [Theory]
    [InlineData(false, "")]
    [InlineData(true, "")]
    [InlineData(false, "HTTP/1.1 100 Continue\r\n\r\n")]
    [InlineData(false, "HTTP/1.1 4")]
    public async Task A_connection_that_breaks_without_an_answer_is_502_and_no_refresh(bool tls, string half)
    {
        await using var upstream = await WireUpstream.StartAsync(tls);
        var call = PostAsync(upstream, Large);
        using var wire = await upstream.AcceptAsync();
        await wire.ReadHeadAsync();
        await wire.WriteAsync(half);
        wire.Reset();

        using var answer = await call.WaitAsync(Patience, TimeProvider.System);

        Assert.Equal((HttpStatusCode.BadGateway, "upstream_unreachable"), (answer.StatusCode, answer.Headers.GetValues("X-Gateway-Error").Single()));
        Assert.Equal(0, upstream.Refreshes);
    }

    [Theory]
    [InlineData(false, false)]
    [InlineData(false, true)]
    [InlineData(true, false)]
    [InlineData(true, true)]
    public async Task The_next_request_goes_out_on_another_connection_and_with_the_newer_token(bool tls, bool closes)
    {
        await using var upstream = await WireUpstream.StartAsync(tls);
        var warm = upstream.Client.GetAsync("/warm", Cancellation);
        using var first = await upstream.AcceptAsync();
        await first.ReadHeadAsync();
        await first.WriteAsync("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
        (await warm).Dispose();

        var call = PostAsync(upstream, Large);
        Assert.StartsWith("POST / ", await first.ReadHeadAsync(), StringComparison.Ordinal);
        await first.WriteAsync(Refusal);
        if (closes)
        {
            first.Close();
        }

        await upstream.PassGraceUntilAsync(call);
        await AssertRefusedAsync(await call);
        var next = upstream.Client.GetAsync("/next", Cancellation);
        using var second = await upstream.AcceptAsync();
        var head = await second.ReadHeadAsync();
        await second.WriteAsync("HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nnext");

        Assert.StartsWith("GET /next ", head, StringComparison.Ordinal);
        Assert.Contains($"\r\nAuthorization: Bearer {WireUpstream.NewToken}\r\n", head, StringComparison.Ordinal);
        Assert.Equal("next", await (await next).Content.ReadAsStringAsync(Cancellation));
        Assert.Equal(1, upstream.Refreshes);
    }

    [Fact]
    public async Task A_body_that_is_kept_is_sent_again_whole_although_its_beginning_was_refused()
    {
        await using var upstream = await WireUpstream.StartAsync();
        var body = RandomNumberGenerator.GetBytes(60_000);
        var rest = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using var content = new PacedContent(body, rest.Task);
        var call = upstream.Client.PostAsync("/", content, Cancellation);
        using var first = await upstream.AcceptAsync();
        await first.ReadHeadAsync();
        await first.WriteAsync(Refusal);
        first.Reset();
        rest.SetResult();

        using var second = await upstream.AcceptAsync();
        var head = await second.ReadHeadAsync();
        var arrived = await second.ReadAsync(body.Length);
        await second.WriteAsync("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
        using var answer = await call.WaitAsync(Patience, TimeProvider.System);

        Assert.Contains($"\r\nAuthorization: Bearer {WireUpstream.NewToken}\r\n", head, StringComparison.Ordinal);
        Assert.Equal(body, arrived);
        Assert.Equal("ok", await answer.Content.ReadAsStringAsync(Cancellation));
        Assert.Equal(1, upstream.Refreshes);
    }

    [Fact]
    public async Task Many_uploads_at_once_get_their_own_answers_whatever_becomes_of_the_others()
    {
        await using var upstream = await WireUpstream.StartAsync();
        var serving = ServeAsync(upstream, 120);

        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(async caller =>
        {
            var seen = new List<(int Number, int Status, string Text)>();
            for (var round = 0; round < 10; round++)
            {
                var number = (caller * 10) + round;
                using var content = new ByteArrayContent(new byte[number % 2 == 0 ? 2_000_000 : 100]);
                using var answer = await upstream.Client.PostAsync($"/{number}", content, Cancellation);
                seen.Add((number, (int)answer.StatusCode, await answer.Content.ReadAsStringAsync(Cancellation)));
            }

            return seen;
        })).WaitAsync(TimeSpan.FromSeconds(60), TimeProvider.System);

        Assert.All(answers.SelectMany(seen => seen), seen => Assert.Equal((seen.Number % 4 == 0 ? 403 : 200, $"/{seen.Number}"), (seen.Status, seen.Text)));
        await upstream.DisposeAsync();
        await serving;
    }

    // Every fourth request is refused and its connection closed before its body is read.
    private static async Task ServeAsync(WireUpstream upstream, int most)
    {
        var connections = new List<Task>();
        try
        {
            for (var i = 0; i < most; i++)
            {
                connections.Add(ServeAsync(await upstream.AcceptAsync()));
            }
        }
        catch (Exception failure) when (failure is System.Net.Sockets.SocketException or InvalidOperationException)
        {
            await Task.WhenAll(connections);
        }
    }

    private static async Task ServeAsync(Wire wire)
    {
        using var connection = wire;
        try
        {
            while (true)
            {
                var head = await wire.ReadHeadAsync();
                var target = head.Split(' ')[1];
                var isRefused = int.Parse(target[1..], System.Globalization.CultureInfo.InvariantCulture) % 4 == 0;
                if (!isRefused)
                {
                    await wire.ReadAsync(int.Parse(
                        head.Split("Content-Length: ")[1].Split('\r')[0], System.Globalization.CultureInfo.InvariantCulture));
                }

                await wire.WriteAsync($"HTTP/1.1 {(isRefused ? "403 Forbidden" : "200 OK")}\r\n{(isRefused ? "Connection: close\r\n" : "")}Content-Length: {target.Length}\r\n\r\n{target}");
                if (isRefused)
                {
                    return;
                }
            }
        }
        catch (Exception failure) when (failure is IOException or TimeoutException)
        {
            // The gateway has closed.
        }
    }

    private static async Task<HttpResponseMessage> PostAsync(WireUpstream upstream, int length, bool chunked = false)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/") { Content = new StreamContent(new MemoryStream(new byte[length])) };
        request.Headers.TransferEncodingChunked = chunked;
        return await upstream.Client.SendAsync(request, Cancellation);
    }

    private static async Task AssertRefusedAsync(HttpResponseMessage answer)
    {
        Assert.True(answer.StatusCode == HttpStatusCode.Unauthorized, $"{answer.StatusCode} {await answer.Content.ReadAsStringAsync(Cancellation)}");
        Assert.Equal("yes", answer.Headers.GetValues("X-Upstream").Single());
        Assert.Equal("no", await answer.Content.ReadAsStringAsync(Cancellation));
        Assert.Null(answer.Headers.ConnectionClose);
        Assert.False(answer.Headers.Contains("X-Gateway-Error"));
    }

    private static async Task SendChunksAsync(Stream stream, CancellationToken stop)
    {
        var chunk = Encoding.ASCII.GetBytes($"10000\r\n{new string('x', 65_536)}\r\n");
        while (!stop.IsCancellationRequested)
        {
            await stream.WriteAsync(chunk, CancellationToken.None);
            await Task.Delay(TimeSpan.FromMilliseconds(1), TimeProvider.System, CancellationToken.None);
        }
    }
}
