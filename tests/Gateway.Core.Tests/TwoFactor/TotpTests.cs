using System.Text;
using Gateway.Core.Primitives;
using Gateway.Core.Secrets;
using Gateway.Core.TwoFactor;
using Gateway.Testing;

namespace Gateway.Core.Tests.TwoFactor;

public sealed class TotpTests
{
    private const string RfcSecret = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ";

    // RFC 6238, appendix B: the SHA-1 rows, eight digits.
    [Theory]
    [InlineData(59L, "94287082")]
    [InlineData(1111111109L, "07081804")]
    [InlineData(1111111111L, "14050471")]
    [InlineData(1234567890L, "89005924")]
    [InlineData(2000000000L, "69279037")]
    [InlineData(20000000000L, "65353130")]
    public void Codes_are_those_of_the_standard(long seconds, string expected)
    {
        var step = Totp.StepAt(DateTimeOffset.FromUnixTimeSeconds(seconds));

        Assert.Equal(expected, Totp.Compute(Encoding.ASCII.GetBytes("12345678901234567890"), step, digits: 8));
        Assert.Equal(expected[2..], Totp.Compute(Encoding.ASCII.GetBytes("12345678901234567890"), step));
    }

    // RFC 4648, section 10.
    [Theory]
    [InlineData("MY======", "f")]
    [InlineData("MZXQ====", "fo")]
    [InlineData("MZXW6===", "foo")]
    [InlineData("MZXW6YQ=", "foob")]
    [InlineData("MZXW6YTB", "fooba")]
    [InlineData("MZXW6YTBOI======", "foobar")]
    [InlineData("mzxw 6ytb-oi", "foobar")]
    public void Base32_is_that_of_the_standard(string text, string expected) =>
        Assert.Equal(expected, Encoding.ASCII.GetString(Base32.Decode(text)!));

    [Theory]
    [InlineData("")]
    [InlineData("====")]
    [InlineData("MZXW1")]
    [InlineData("M")]
    [InlineData("MZX")]
    [InlineData("ÄÖ")]
    public void What_is_no_base32_is_refused(string text) => Assert.Null(Base32.Decode(text));

    [Fact]
    public async Task A_step_that_was_used_is_waited_out()
    {
        var clock = new FakeClock(DateTimeOffset.FromUnixTimeSeconds(1_000_000_020));
        var used = Totp.StepAt(clock.GetUtcNow());

        var waiting = Source(clock).GetAsync(Request(used), TestContext.Current.CancellationToken);
        await clock.WhenTimersArmedAsync(1, TestContext.Current.CancellationToken);
        Assert.False(waiting.IsCompleted);
        clock.Advance(Totp.LeftAt(clock.GetUtcNow()) + TimeSpan.FromSeconds(3));
        var found = Assert.IsType<CodeResult.Found>(await waiting);

        Assert.Equal(used + 1, found.Step);
        Assert.Equal(Totp.Compute(Base32.Decode(RfcSecret), used + 1), found.Code.Reveal());
    }

    [Fact]
    public async Task The_last_five_seconds_of_a_step_are_waited_out()
    {
        var clock = new FakeClock(DateTimeOffset.FromUnixTimeSeconds(30 * 40_000_000 + 26));
        var step = Totp.StepAt(clock.GetUtcNow());

        var waiting = Source(clock).GetAsync(Request(null), TestContext.Current.CancellationToken);
        await clock.WhenTimersArmedAsync(1, TestContext.Current.CancellationToken);
        clock.Advance(TimeSpan.FromSeconds(7));

        Assert.Equal(step + 1, Assert.IsType<CodeResult.Found>(await waiting).Step);
    }

    [Fact]
    public async Task The_first_two_seconds_of_a_step_are_waited_out_because_our_clock_may_be_ahead()
    {
        var clock = new FakeClock(DateTimeOffset.FromUnixTimeSeconds(30 * 40_000_000));
        var step = Totp.StepAt(clock.GetUtcNow());

        var waiting = Source(clock).GetAsync(Request(null), TestContext.Current.CancellationToken);
        await clock.WhenTimersArmedAsync(1, TestContext.Current.CancellationToken);
        clock.Advance(TimeSpan.FromSeconds(1.9));
        Assert.False(waiting.IsCompleted);
        clock.Advance(TimeSpan.FromSeconds(0.2));

        Assert.Equal(step, Assert.IsType<CodeResult.Found>(await waiting).Step);
    }

    [Fact]
    public async Task The_upstreams_clock_decides_the_step()
    {
        var clock = new FakeClock(DateTimeOffset.FromUnixTimeSeconds((30 * 40_000_000) + 10));

        var found = Assert.IsType<CodeResult.Found>(
            await Source(clock).GetAsync(Request(null) with { Skew = TimeSpan.FromMinutes(5) }, TestContext.Current.CancellationToken));

        Assert.Equal(40_000_010, found.Step);
    }

    [Theory]
    [InlineData("not base32!")]
    public async Task A_secret_that_is_none_is_told_without_showing_it(string text)
    {
        var source = new TotpCodeSource(new SecretReference.Inline("Gateway:Accounts:bot:TwoFactor:TotpSecret", new Secret(text)), new FakeClock());

        var failed = Assert.IsType<CodeResult.Failed>(await source.GetAsync(Request(null), TestContext.Current.CancellationToken));

        Assert.Contains("TotpSecret", failed.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(text, failed.Message, StringComparison.Ordinal);
    }

    private static TotpCodeSource Source(FakeClock clock) =>
        new(new SecretReference.Inline("Gateway:Accounts:bot:TwoFactor:TotpSecret", new Secret(RfcSecret)), clock);

    private static CodeRequest Request(long? lastStep) => new(AccountName.Parse("bot"), DateTimeOffset.UnixEpoch, TimeSpan.Zero, lastStep);
}
