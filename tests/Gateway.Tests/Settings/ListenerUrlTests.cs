using System.Net;
using Gateway.Listeners;

namespace Gateway.Tests.Settings;

public sealed class ListenerUrlTests
{
    [Theory]
    [InlineData("http://127.0.0.1:8080", "127.0.0.1", 8080, true)]
    [InlineData("HTTP://127.0.0.1:8080/", "127.0.0.1", 8080, true)]
    [InlineData("http://127.9.9.9", "127.9.9.9", 80, true)]
    [InlineData("http://[::1]:0", "::1", 0, true)]
    [InlineData("http://localhost:81", "127.0.0.1", 81, true)]
    [InlineData("http://*:8080", "::", 8080, false)]
    [InlineData("http://+:8080", "::", 8080, false)]
    [InlineData("http://0.0.0.0:8080", "0.0.0.0", 8080, false)]
    [InlineData("http://10.0.0.1:65535", "10.0.0.1", 65535, false)]
    [InlineData("http://[::ffff:127.0.0.1]:82", "127.0.0.1", 82, true)]
    [InlineData("http://[::ffff:10.0.0.1]:82", "10.0.0.1", 82, false)]
    [InlineData("http://[::]:8080", "::", 8080, false)]
    [InlineData("https://127.0.0.1:8443", "127.0.0.1", 8443, true)]
    [InlineData("HTTPS://[::1]", "::1", 443, true)]
    [InlineData("https://localhost:81", "127.0.0.1", 81, true)]
    [InlineData("https://*", "::", 443, false)]
    public void A_host_is_a_literal_or_one_of_the_known_words(string text, string address, int port, bool isLocal)
    {
        Assert.True(ListenerUrl.TryParse(text, out var found, out var problem), problem);

        var tcp = Assert.IsType<ListenerAddress.Tcp>(found);
        Assert.Equal(IPAddress.Parse(address), tcp.Address);
        Assert.Equal(port, tcp.Port);
        Assert.Equal(isLocal, tcp.IsLocal);
        Assert.Equal(text.Contains("localhost", StringComparison.Ordinal), tcp.IsLocalhost);
        Assert.Equal(text.StartsWith("https", StringComparison.OrdinalIgnoreCase), tcp.IsHttps);
    }

    [Fact]
    public void A_socket_is_named_by_its_full_path()
    {
        Assert.True(ListenerUrl.TryParse("http://unix:/run/gateway.sock", out var found, out _));

        Assert.Equal(new ListenerAddress.UnixSocket("/run/gateway.sock"), found);
        Assert.True(found.IsLocal);
    }

    [Theory]
    [InlineData("http://gateway:8080", "every interface")]
    [InlineData("http://localhost.:8080", "every interface")]
    [InlineData("http://127.1:8080", "every interface")]
    [InlineData("http://0x7f000001:8080", "every interface")]
    [InlineData("http://:8080", "every interface")]
    [InlineData("http://", "every interface")]
    [InlineData("http://[127.0.0.1]:80", "every interface")]
    [InlineData("http://::1:8080", "in brackets")]
    [InlineData("http://127.0.0.1:", "0 to 65535")]
    [InlineData("http://127.0.0.1:65536", "0 to 65535")]
    [InlineData("http://127.0.0.1:80x", "0 to 65535")]
    [InlineData("http://[::1]8080", "0 to 65535")]
    [InlineData("http://[::1:8080", "in brackets")]
    [InlineData("http://127.0.0.1:80/path", "no user name, path, query")]
    [InlineData("http://127.0.0.1:80?x", "no user name, path, query")]
    [InlineData("http://me@127.0.0.1:80", "no user name, path, query")]
    [InlineData("https://gateway:8443", "every interface")]
    [InlineData("https://127.0.0.1:80/path", "no user name, path, query")]
    [InlineData("https://unix:/run/gateway.sock", "with http:// as http://unix:")]
    [InlineData("127.0.0.1:80", "must begin with http://")]
    [InlineData("tcp://127.0.0.1:80", "must begin with http://")]
    [InlineData("http://unix:gateway.sock", "full path")]
    [InlineData("http://unix:/run/", "full path")]
    [InlineData("http://unix:/run/a\0b", "full path")]
    [InlineData("http://unix:/0123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890123456789012345678901234567.sock", "longer than")]
    public void Anything_else_is_refused_with_the_reason(string text, string says)
    {
        Assert.False(ListenerUrl.TryParse(text, out _, out var problem));
        Assert.Contains(says, problem, StringComparison.Ordinal);
    }
}
