using System.Globalization;
using Gateway.Core.Upstreams;

namespace Gateway.Core.Tests.Upstreams;

public sealed class RetryAfterHeaderTests
{
    private static readonly DateTimeOffset Now = new(2030, 1, 1, 0, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData("0", 0)]
    [InlineData("77", 77)]
    [InlineData("2147483647", 2147483647)]
    [InlineData("Tue, 01 Jan 2030 00:02:00 GMT", 120)]
    public void A_pause_is_named_in_seconds_or_by_its_end(string text, long seconds) => Assert.Equal(TimeSpan.FromSeconds(seconds), Read(text));

    [Theory]
    [InlineData("2147483648")]
    [InlineData("99999999999999")]
    [InlineData("999999999999999999999999999999999999999999")]
    public void More_seconds_than_can_be_counted_are_the_longest_pause(string text) => Assert.Equal(TimeSpan.MaxValue, Read(text));

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("soon")]
    [InlineData("-5")]
    [InlineData("5.5")]
    [InlineData("1e99")]
    [InlineData("\u0661")]
    public void Anything_else_names_none(string? text) => Assert.Null(Read(text));

    private static TimeSpan? Read(string? text)
    {
        using var response = new HttpResponseMessage();
        if (text is not null)
        {
            Assert.True(response.Headers.TryAddWithoutValidation("Retry-After", text.ToString(CultureInfo.InvariantCulture)));
        }

        return RetryAfterHeader.Read(response.Headers, Now);
    }
}
