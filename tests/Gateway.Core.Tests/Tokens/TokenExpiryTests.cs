using System.Globalization;
using Gateway.Core.Primitives;
using Gateway.Core.Tokens;

namespace Gateway.Core.Tests.Tokens;

public sealed class TokenExpiryTests
{
    private static readonly DateTimeOffset Now = new(2030, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly TimeSpan DefaultLifetime = TimeSpan.FromMinutes(60);
    private static readonly Secret HourLong = TokenThatEnds(Now.AddHours(1));

    [Fact]
    public void Without_a_server_time_the_tokens_own_end_counts() =>
        Assert.Equal(new TokenExpiry(Now, Now.AddHours(1), TimeSpan.Zero), TokenExpiry.Judge(HourLong, null, Now, DefaultLifetime));

    [Theory]
    [InlineData(0, 0)]
    [InlineData(2, 0)]
    [InlineData(-2, 0)]
    [InlineData(2.1, 2.1)]
    [InlineData(-2.1, -2.1)]
    [InlineData(30, 30)]
    [InlineData(-7200, -7200)]
    [InlineData(86400, 86400)]
    public void A_difference_of_the_clocks_above_two_seconds_moves_the_end(double serverAhead, double skew)
    {
        var expiry = TokenExpiry.Judge(HourLong, Now.AddSeconds(serverAhead), Now, DefaultLifetime);

        Assert.Equal(TimeSpan.FromSeconds(skew), expiry.Skew);
        Assert.Equal(Now.AddHours(1).AddSeconds(-skew), expiry.ExpiresAt);
        Assert.Equal(Now, expiry.IssuedAt);
    }

    [Fact]
    public void A_token_that_does_not_say_lives_for_the_default_whatever_the_clocks()
    {
        var expiry = TokenExpiry.Judge(new Secret("opaque"), Now.AddHours(5), Now, DefaultLifetime);

        Assert.Equal(Now + DefaultLifetime, expiry.ExpiresAt);
        Assert.Equal(TimeSpan.FromHours(5), expiry.Skew);
    }

    [Fact]
    public void A_token_that_is_over_on_arrival_is_judged_as_over() =>
        Assert.Equal(Now.AddSeconds(-1), TokenExpiry.Judge(TokenThatEnds(Now.AddSeconds(-1)), null, Now, DefaultLifetime).ExpiresAt);

    [Fact]
    public void A_token_that_ended_before_1970_is_over_whatever_the_clocks() =>
        Assert.True(TokenExpiry.Judge(JwtTests.TokenOf("""{"exp":-1}"""), Now.AddHours(-5), Now, DefaultLifetime).ExpiresAt < Now);

    [Fact]
    public void A_fast_server_does_not_make_a_token_look_longer_lived()
    {
        var server = Now.AddMinutes(10);

        var expiry = TokenExpiry.Judge(TokenThatEnds(server.AddHours(1)), server, Now, DefaultLifetime);

        Assert.Equal(Now.AddHours(1), expiry.ExpiresAt);
    }

    private static Secret TokenThatEnds(DateTimeOffset at) =>
        JwtTests.TokenOf($$"""{"exp":{{at.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture)}}}""");
}
