using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using Gateway.Core.Diagnostics;
using Gateway.Core.Sessions;
using Gateway.Core.Tokens;
using Microsoft.Extensions.DependencyInjection;

namespace Gateway.Tests.Proxying.Refusals;

/// <summary>A refused request is sent once more with a newer token, the same bytes, and only where that is safe.</summary>
public sealed class ResendTests
{
    private static readonly byte[] Query = """{"query":"{ accountBalance { total } }"}"""u8.ToArray();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(401, "", false)]
    [InlineData(401, "gzip", false)]
    [InlineData(200, "", false)]
    [InlineData(200, "", true)]
    [InlineData(200, "gzip", false)]
    [InlineData(200, "gzip", true)]
    [InlineData(200, "deflate", false)]
    [InlineData(200, "raw deflate", true)]
    [InlineData(200, "br", false)]
    [InlineData(200, "br", true)]
    public async Task Both_styles_of_refusal_are_understood_plain_and_compressed(int status, string coding, bool chunked)
    {
        await using var upstream = await RefusingUpstream.StartAsync();
        (upstream.RefusalStatus, upstream.Coding, upstream.Chunked) = (status, coding, chunked);

        using var answer = await upstream.Client.PostAsync(RefusingUpstream.GraphQl, Json(Query), Cancellation);

        Assert.Equal(RefusingUpstream.HashOf(Query), await answer.Content.ReadAsStringAsync(Cancellation));
        Assert.Equal([RefusingUpstream.OldToken, RefusingUpstream.NewToken], upstream.Tokens);
        Assert.All(upstream.Received, received => Assert.Equal(RefusingUpstream.HashOf(Query), received.BodyHash));
        Assert.Equal((2, ReplayOutcome.Accepted), Assert.Single(upstream.Account.Replays));
        await upstream.WhenNothingIsKeptAsync();
    }

    [Theory]
    [InlineData(401, "")]
    [InlineData(200, "")]
    [InlineData(200, "gzip")]
    [InlineData(200, "br")]
    public async Task A_second_refusal_is_passed_on_unchanged_and_nothing_is_sent_a_third_time(int status, string coding)
    {
        await using var upstream = await RefusingUpstream.StartAsync();
        (upstream.RefusalStatus, upstream.Coding) = (status, coding);
        upstream.Account.Replace = (_, _) => ValueTask.FromResult<Session?>(FakeAccount.SessionWith("another bad one") with { Version = 2 });

        using var answer = await upstream.Client.PostAsync(RefusingUpstream.GraphQl, Json(Query), Cancellation);

        Assert.Equal(status, (int)answer.StatusCode);
        Assert.Equal(RefusingUpstream.Encode(coding, Encoding.UTF8.GetBytes(upstream.Refusal)), await answer.Content.ReadAsByteArrayAsync(Cancellation));
        Assert.Equal("yes", answer.Headers.GetValues("X-Upstream").Single());
        Assert.False(answer.Headers.Contains("X-Gateway-Error"));
        Assert.Equal(2, upstream.Received.Count);
        Assert.Equal((2, ReplayOutcome.Refused), Assert.Single(upstream.Account.Replays));
    }

    [Theory]
    [InlineData("GET", 0, null, true, true)]
    [InlineData("DELETE", 0, null, true, true)]
    [InlineData("POST", 0, "text/plain", true, true)]
    [InlineData("POST", 1000, "text/plain", true, true)]
    [InlineData("POST", 65_536, "application/octet-stream", true, true)]
    [InlineData("POST", 65_537, "application/octet-stream", true, false)]
    [InlineData("POST", 3_000_000, "application/json", true, false)]
    [InlineData("PUT", 1000, "application/json", false, true)]
    [InlineData("POST", 65_536, "application/vnd.api+json; charset=utf-8", false, true)]
    [InlineData("POST", 65_537, "application/json", false, false)]
    [InlineData("POST", 3_000_000, "application/json", false, false)]
    [InlineData("POST", 1000, "text/plain", false, false)]
    [InlineData("POST", 1000, "application/x-ndjson", false, false)]
    public async Task What_may_be_sent_again_is_and_the_rest_arrives_unharmed(string method, int length, string? contentType, bool knownLength, bool sentAgain)
    {
        await using var upstream = await RefusingUpstream.StartAsync();
        var replaced = new TaskCompletionSource();
        var give = upstream.Account.Replace;
        upstream.Account.Replace = (version, cancellation) =>
        {
            replaced.TrySetResult();
            return give(version, cancellation);
        };
        var body = RandomNumberGenerator.GetBytes(length);
        using var request = new HttpRequestMessage(new HttpMethod(method), "/api/v1/orders");
        if (contentType is not null)
        {
            request.Content = knownLength ? new ByteArrayContent(body) : new StreamContent(new MemoryStream(body));
            request.Headers.TransferEncodingChunked = !knownLength;
            request.Content.Headers.ContentType = MediaTypeHeaderValue.Parse(contentType);
        }

        using var answer = await upstream.Client.SendAsync(request, Cancellation);
        var text = await answer.Content.ReadAsStringAsync(Cancellation);

        Assert.Equal(sentAgain ? RefusingUpstream.HashOf(body) : upstream.Refusal, text);
        Assert.Equal(sentAgain ? HttpStatusCode.OK : HttpStatusCode.Unauthorized, answer.StatusCode);
        Assert.Equal(sentAgain ? 2 : 1, upstream.Received.Count);
        Assert.All(upstream.Received, received => Assert.Equal(RefusingUpstream.HashOf(body), received.BodyHash));
        await upstream.WhenNothingIsKeptAsync();
        // Refreshed either way.
        await replaced.Task.WaitAsync(TimeSpan.FromSeconds(20), Cancellation);
    }

    [Theory]
    [InlineData("/api", "/graphql")]
    [InlineData("/mounted", "/api/graphql")]
    public async Task The_path_of_the_upstreams_address_counts_too(string basePath, string path)
    {
        await using var upstream = await RefusingUpstream.StartAsync(basePath: basePath);
        upstream.RefusalStatus = 200;

        using var query = await upstream.Client.PostAsync(path, Json("""{"query":"{ a }"}"""u8.ToArray()), Cancellation);
        Assert.Equal([RefusingUpstream.OldToken, RefusingUpstream.NewToken], upstream.Tokens);

        using var mutation = await upstream.Client.PostAsync(path, Json("""{"query":"mutation { a b }"}"""u8.ToArray()), Cancellation);
        Assert.Equal([RefusingUpstream.OldToken, RefusingUpstream.NewToken, RefusingUpstream.OldToken], upstream.Tokens);
    }

    [Theory]
    [InlineData("""{"query":"mutation { confirmOrder { id } }"}""", true)]
    [InlineData("""{"query":"mutation { a: confirmOrder { id } b: confirmOrder { id } }"}""", false)]
    [InlineData("""[{"query":"mutation { confirmOrder { id } }"},{"query":"mutation { confirmOrder { id } }"}]""", false)]
    public async Task A_mutation_of_several_fields_is_not_sent_again(string document, bool sentAgain)
    {
        await using var upstream = await RefusingUpstream.StartAsync();

        using var answer = await upstream.Client.PostAsync(RefusingUpstream.GraphQl, Json(Encoding.UTF8.GetBytes(document)), Cancellation);

        Assert.Equal(sentAgain ? HttpStatusCode.OK : HttpStatusCode.Unauthorized, answer.StatusCode);
        Assert.Equal(sentAgain ? 2 : 1, upstream.Received.Count);
    }

    [Fact]
    public async Task A_body_that_was_read_ahead_is_sent_again_too()
    {
        await using var upstream = await RefusingUpstream.StartAsync(readsAhead: true);

        using var answer = await upstream.Client.PostAsync(RefusingUpstream.GraphQl, Json(Query), Cancellation);

        Assert.Equal(RefusingUpstream.HashOf(Query), await answer.Content.ReadAsStringAsync(Cancellation));
        Assert.All(upstream.Received, received => Assert.Equal(RefusingUpstream.HashOf(Query), received.BodyHash));
        Assert.Equal(2, upstream.Received.Count);
    }

    [Fact]
    public async Task A_body_that_was_read_ahead_only_in_part_arrives_whole()
    {
        await using var upstream = await RefusingUpstream.StartAsync(maxReplayBytes: 1000, readsAhead: true);
        var body = RandomNumberGenerator.GetBytes(300_000);
        using var content = new StreamContent(new MemoryStream(body));
        content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        using var request = new HttpRequestMessage(HttpMethod.Post, RefusingUpstream.GraphQl) { Content = content };
        request.Headers.TransferEncodingChunked = true;

        using var answer = await upstream.Client.SendAsync(request, Cancellation);

        Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
        Assert.Equal(RefusingUpstream.HashOf(body), Assert.Single(upstream.Received).BodyHash);
    }

    [Fact]
    public async Task Without_room_for_another_body_a_request_is_sent_all_the_same_and_not_again()
    {
        await using var upstream = await RefusingUpstream.StartAsync(budget: 100);
        var body = RandomNumberGenerator.GetBytes(2000);

        using var answer = await upstream.Client.PostAsync("/api/v1/orders", new ByteArrayContent(body), Cancellation);

        Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
        Assert.Equal(RefusingUpstream.HashOf(body), Assert.Single(upstream.Received).BodyHash);
        await upstream.WhenNothingIsKeptAsync();
    }

    [Fact]
    public async Task Without_a_newer_token_the_refusal_is_passed_on()
    {
        await using var upstream = await RefusingUpstream.StartAsync();
        upstream.Account.Replace = (_, _) => ValueTask.FromResult<Session?>(null);

        using var answer = await upstream.Client.GetAsync("/api/v1/orders", Cancellation);

        Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
        Assert.Equal(upstream.Refusal, await answer.Content.ReadAsStringAsync(Cancellation));
        Assert.Single(upstream.Received);
        Assert.Empty(upstream.Account.Replays);
    }

    [Fact]
    public async Task An_upload_that_waits_for_a_continue_is_first_sent_with_the_newer_token()
    {
        await using var upstream = await RefusingUpstream.StartAsync();
        var bodies = new ConcurrentQueue<long?>();
        await using var asking = await TestServer.StartAsync(async context =>
        {
            // Kestrel answers "100 Continue" only when the body is read.
            var isGood = context.Request.Headers.Authorization.ToString().EndsWith(RefusingUpstream.NewToken, StringComparison.Ordinal);
            if (isGood)
            {
                using var body = new MemoryStream();
                await context.Request.Body.CopyToAsync(body);
                bodies.Enqueue(body.Length);
            }

            context.Response.StatusCode = isGood ? 200 : 401;
        });
        await using var proxy = await ProxyFixture.StartAsync(null, [new FakeAccount("bot", asking.Url)]);
        proxy.Account.Lookup = upstream.Account.Lookup;
        proxy.Account.Replace = upstream.Account.Replace;
        using var request = new HttpRequestMessage(HttpMethod.Post, "/upload") { Content = new ByteArrayContent(new byte[5000]) };
        request.Headers.ExpectContinue = true;

        using var answer = await proxy.Client.SendAsync(request, Cancellation);

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal([5000], bodies);
    }

    [Fact]
    public async Task A_caller_that_leaves_during_the_refresh_ends_its_own_exchange_only()
    {
        await using var upstream = await RefusingUpstream.StartAsync();
        var asked = new TaskCompletionSource<CancellationToken>(TaskCreationOptions.RunContinuationsAsynchronously);
        upstream.Account.Replace = async (_, cancellation) =>
        {
            asked.SetResult(cancellation);
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, cancellation);
            return null;
        };
        using var leaving = new CancellationTokenSource();
        var left = upstream.Client.PostAsync("/api/v1/orders", new ByteArrayContent(new byte[100]), leaving.Token);
        var waiting = await asked.Task.WaitAsync(TimeSpan.FromSeconds(20), Cancellation);

        await leaving.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => left);
        var noticed = new TaskCompletionSource();
        await using var registration = waiting.Register(noticed.SetResult);
        await noticed.Task.WaitAsync(TimeSpan.FromSeconds(20), Cancellation);

        Assert.Single(upstream.Received);
        Assert.Empty(upstream.Account.Replays);
    }

    [Fact]
    public async Task Each_outcome_is_counted_by_its_name()
    {
        await using var upstream = await RefusingUpstream.StartAsync();
        var counted = new ConcurrentQueue<string>();
        var meter = upstream.Proxy.Gateway.Services.GetRequiredService<GatewayMeter>().Meter;
        using var listener = new MeterListener
        {
            InstrumentPublished = (instrument, self) =>
            {
                if (instrument.Meter == meter && instrument.Name == "gateway_replays_total")
                {
                    self.EnableMeasurementEvents(instrument);
                }
            },
        };
        listener.SetMeasurementEventCallback<long>((_, by, tags, _) => counted.Enqueue($"{string.Join(' ', tags.ToArray().Select(tag => $"{tag.Key}={tag.Value}"))} {by}"));
        listener.Start();

        (await upstream.Client.GetAsync("/", Cancellation)).Dispose();
        (await upstream.Client.PostAsync("/", new ByteArrayContent(new byte[70_000]), Cancellation)).Dispose();
        upstream.Account.Replace = (_, _) => ValueTask.FromResult<Session?>(null);
        (await upstream.Client.GetAsync("/", Cancellation)).Dispose();
        upstream.Account.Replace = (_, _) => ValueTask.FromResult<Session?>(FakeAccount.SessionWith("bad") with { Version = 3 });
        (await upstream.Client.GetAsync("/", Cancellation)).Dispose();
        upstream.OnAccepted = (context, _) =>
        {
            context.Abort();
            return Task.CompletedTask;
        };
        upstream.Account.Replace = (_, _) => ValueTask.FromResult<Session?>(FakeAccount.SessionWith(RefusingUpstream.NewToken) with { Version = 4 });
        using var failed = await upstream.Client.PostAsync("/", new ByteArrayContent([]), Cancellation);

        Assert.Equal("upstream_unreachable", failed.Headers.GetValues("X-Gateway-Error").Single());
        string[] outcomes = ["succeeded", "not_resendable", "no_new_token", "refused_again", "failed"];
        Assert.Equal(outcomes.Select(outcome => $"account=bot outcome={outcome} 1"), counted);
        Assert.Equal((4, ReplayOutcome.Unanswered), upstream.Account.Replays.Last());
    }

    private static ByteArrayContent Json(byte[] body) => new(body) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } };
}
