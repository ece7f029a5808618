using System.Reflection;
using System.Text;
using Gateway.Proxying.Sockets;

namespace Gateway.Tests.Proxying.Sockets;

public sealed class SocketTokenTests
{
    [Theory]
    [InlineData("http://u/s", "http://u/s?token=T")]
    [InlineData("http://u/s?", "http://u/s?token=T")]
    [InlineData("http://u/s?vsn=2.0.0", "http://u/s?vsn=2.0.0&token=T")]
    [InlineData("http://u/s?token=old&vsn=2.0.0", "http://u/s?token=T&vsn=2.0.0")]
    [InlineData("http://u/s?a=%2f&token=old&b=x+y&&c", "http://u/s?a=%2f&token=T&b=x+y&&c")]
    [InlineData("http://u/s?%74oken=old&vsn=1", "http://u/s?token=T&vsn=1")]
    [InlineData("http://u/s?token&vsn=1", "http://u/s?token=T&vsn=1")]
    [InlineData("http://u/s?a=1&token=x&b=2&t%6Fken=y&token=", "http://u/s?a=1&token=T&b=2")]
    [InlineData("http://u/s?token=x&token=y", "http://u/s?token=T")]
    [InlineData("http://u/s?Token=x&tokens=y&mytoken=z", "http://u/s?Token=x&tokens=y&mytoken=z&token=T")]
    [InlineData("http://u/s?a=token=b", "http://u/s?a=token=b&token=T")]
    [InlineData("http://u/s?&a", "http://u/s?&a&token=T")]
    public void Exactly_one_token_stands_where_the_first_stood_and_nothing_else_changes(string address, string expected)
    {
        Assert.Equal(expected, SocketToken.Put(address, "token", "T"));
    }

    [Theory]
    [InlineData("/s?token=T.T&vsn=1", "http://u/s?vsn=1", "/s?vsn=1")]
    [InlineData("/s?token=T%2ET&vsn=1#x", "http://u/s?token=dummy&vsn=1", "/s?token=dummy&vsn=1#x")]
    [InlineData("http://other/s?token=T.T", "http://u/s", "http://other/s")]
    [InlineData("/s?token=other&x=T", "http://u/s", "/s?token=other&x=T")]
    [InlineData("/s", "http://u/s?token=dummy", "/s")]
    public void It_is_taken_back_out_of_an_address(string address, string original, string expected) =>
        Assert.Equal(expected, SocketToken.TakeBack(address, "token", "T.T", original));

    [Theory]
    [InlineData("x T.T y", true)]
    [InlineData("/?next=%2Fs%3Ftoken%3DT%252ET", true)]
    [InlineData("T%2", false)]
    [InlineData("/?next=%", false)]
    public void It_is_found_however_it_is_encoded(string text, bool expected) => Assert.Equal(expected, SocketToken.Holds(text, "T.T"));

    [Fact]
    public void A_token_with_reserved_characters_is_encoded()
    {
        Assert.Equal("http://u/s?token=a%26b%3D%2B", SocketToken.Put("http://u/s", "token", "a&b=+"));
    }

    [Fact]
    public void Every_reason_fits_into_a_close_frame()
    {
        var ends = typeof(SocketEnd).GetFields(BindingFlags.Public | BindingFlags.Static).Select(field => field.GetValue(null)).OfType<SocketEnd>().ToList();

        Assert.NotEmpty(ends);
        Assert.All(ends, end => Assert.InRange(Encoding.UTF8.GetByteCount(end.Reason), 1, CloseFrame.LongestReason));
    }
}
