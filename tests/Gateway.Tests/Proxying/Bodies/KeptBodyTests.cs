using Gateway.Proxying.Bodies;

namespace Gateway.Tests.Proxying.Bodies;

public sealed class KeptBodyTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_passed_whole_is_kept_whole()
    {
        var budget = new BufferBudget();
        using var body = new KeptBody(budget, 100, 0);
        Assert.True(await body.IsAtHandAsync(Cancellation));
        Assert.Null(body.Lend());

        Assert.True(body.TryBegin());
        Assert.False(body.TryBegin());
        body.Append([1, 2]);
        body.Append([3]);
        var waiting = body.IsAtHandAsync(Cancellation);
        Assert.False(waiting.IsCompleted);
        body.End(whole: true);

        Assert.True(await waiting);
        Assert.Equal([1, 2, 3], body.Lend()!.Value.ToArray());
    }

    [Theory]
    [InlineData(2, 1000)]
    [InlineData(100, 1)]
    public async Task Beyond_its_limit_or_the_budget_it_keeps_nothing(int limit, int budgetBytes)
    {
        var budget = new BufferBudget(budgetBytes);
        using var body = new KeptBody(budget, limit, 0);
        body.TryBegin();

        body.Append([1, 2]);
        body.Append([3, 4]);
        body.End(whole: true);

        Assert.False(await body.IsAtHandAsync(Cancellation));
        Assert.Null(body.Lend());
        Assert.Equal(0, budget.Taken);
    }

    [Fact]
    public async Task What_broke_off_is_lost_and_whoever_waits_learns_it()
    {
        var budget = new BufferBudget();
        using var body = new KeptBody(budget, 100, 10);
        body.TryBegin();
        body.Append([1]);
        var waiting = body.IsAtHandAsync(Cancellation);

        body.End(whole: false);

        Assert.False(await waiting);
        Assert.Equal(0, budget.Taken);
    }

    [Fact]
    public void A_body_that_still_passes_when_its_exchange_ends_is_let_go()
    {
        var budget = new BufferBudget();
        var body = new KeptBody(budget, 100, 10);
        body.TryBegin();
        body.Append([1]);
        Assert.NotEqual(0, budget.Taken);

        body.Dispose();
        body.Append([2]);
        body.End(whole: true);

        Assert.Null(body.Lend());
        Assert.Equal(0, budget.Taken);
    }

    [Fact]
    public void Lent_bytes_stay_what_they_are_when_the_exchange_has_ended()
    {
        var budget = new BufferBudget();
        var body = new KeptBody(budget, 5000, 5000);
        body.TryBegin();
        body.Append(new byte[5000]);
        body.End(whole: true);
        var lent = body.Lend()!.Value;

        body.Dispose();
        foreach (var _ in Enumerable.Range(0, 50))
        {
            using var other = new BoundedBuffer(budget, 5000);
            Assert.True(other.TryAppend(Enumerable.Repeat((byte)7, 5000).ToArray()));
        }

        Assert.True(lent.Span.IndexOfAnyExcept((byte)0) < 0);
        Assert.Equal(0, budget.Taken);
    }
}
