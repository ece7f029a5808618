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
