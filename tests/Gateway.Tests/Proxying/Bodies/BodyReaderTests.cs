using System.IO.Pipelines;
using System.Security.Cryptography;
using Gateway.Proxying.Bodies;
using Gateway.Testing;
using Microsoft.AspNetCore.Http;

namespace Gateway.Tests.Proxying.Bodies;

public sealed class BodyReaderTests
{
    private const int Limit = 10_000;

    private readonly FakeClock _clock = new();
    private readonly BufferBudget _budget = new(100);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(0, true, true)]
    [InlineData(Limit, true, true)]
    [InlineData(Limit + 1, true, false)]
    [InlineData(0, false, true)]
    [InlineData(1, false, true)]
    [InlineData(Limit, false, true)]
    [InlineData(Limit + 1, false, false)]
    [InlineData(1_000_000, false, false)]
    public async Task A_body_is_read_up_to_the_limit_and_always_given_whole(int length, bool knownLength, bool complete)
    {
        var bytes = RandomNumberGenerator.GetBytes(length);
        var context = Context(new MemoryStream(bytes), knownLength ? length : null);

        var body = await Reader().ReadAsync(context, Cancellation);

        Assert.Equal(complete, body.IsComplete);
        Assert.Equal(complete ? BodyReading.Complete : BodyReading.TooLong, body.Reading);
        Assert.InRange(body.Bytes.Length, 0, Limit + 1);
        if (complete)
        {
            Assert.Equal(bytes, body.Bytes.ToArray());
        }

        using var all = new MemoryStream();
        await context.Request.Body.CopyToAsync(all, Cancellation);
        Assert.Equal(bytes, all.ToArray());
    }

    [Fact]
    public async Task It_counts_towards_the_budget_and_is_read_even_beyond_it()
    {
        var context = Context(new MemoryStream(new byte[5000]), 5000);

        using (var body = await Reader().ReadAsync(context, Cancellation))
        {
            Assert.True(body.IsComplete);
            Assert.InRange(_budget.Taken, 5000, 20_000);
            Assert.False(_budget.TryTake(1));
        }

        Assert.Equal(0, _budget.Taken);
        Assert.True(_budget.TryTake(1));
    }

    [Fact]
    public async Task A_caller_that_falls_silent_is_not_waited_for_forever()
    {
        var pipe = new Pipe();
        await pipe.Writer.WriteAsync(new byte[10], Cancellation);
        var reading = Reader().ReadAsync(Context(pipe.Reader.AsStream(), null), Cancellation).AsTask();
        await _clock.WhenTimersArmedAsync(1, Cancellation);

        while (!reading.IsCompleted)
        {
            _clock.Advance(ProxyFixture.Settings.ActivityTimeout);
            await Task.WhenAny(reading, Task.Run(() => { }, Cancellation));
        }

        Assert.Equal(BodyReading.Stalled, (await reading).Reading);
    }

    [Fact]
    public async Task A_caller_that_leaves_ends_the_reading()
    {
        using var leaving = new CancellationTokenSource();
        var reading = Reader().ReadAsync(Context(new Pipe().Reader.AsStream(), null), leaving.Token).AsTask();

        await leaving.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => reading);
    }

    private BodyReader Reader() => new(ProxyFixture.Settings with { MaxReplayBytes = Limit }, _budget, _clock);

    private static DefaultHttpContext Context(Stream body, long? length)
    {
        var context = new DefaultHttpContext();
        (context.Request.Body, context.Request.ContentLength) = (body, length);
        return context;
    }
}
