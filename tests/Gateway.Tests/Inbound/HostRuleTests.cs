using System.Collections.Immutable;
using Gateway.Inbound;
using Gateway.Settings;
using Microsoft.Extensions.Primitives;

namespace Gateway.Tests.Inbound;

public sealed class HostRuleTests
{
    private static readonly ImmutableArray<AllowedHost> Allowed =
        [new("gateway", null), new("gateway.internal", 8443), new("fd00::7", null), new("10.0.0.7", 8080)];

    [Theory]
    [InlineData("localhost")]
    [InlineData("LocalHost:8080")]
    [InlineData("localhost.")]
    [InlineData("localhost.:8080")]
    [InlineData("localhost:")]
    [InlineData("localhost:80")]
    [InlineData("localhost:443")]
    [InlineData("127.0.0.1")]
    [InlineData("127.0.0.1:8080")]
    [InlineData("127.0.0.1.:8080")]
    [InlineData("127.8.9.1")]
    [InlineData("[::1]")]
    [InlineData("[::1]:8080")]
    [InlineData("[0:0:0:0:0:0:0:1]:8080")]
    [InlineData("[::ffff:127.0.0.1]")]
    [InlineData("[::ffff:127.9.9.9]:1")]
    [InlineData("[::FFFF:7F00:1]")]
    public void Loopback_names_and_addresses_are_answered_with_any_port(string host)
    {
        Assert.True(HostRule.IsAllowed(host, []));
        Assert.True(HostRule.IsAllowed(host, Allowed));
    }

    [Theory]
    [InlineData("")]
    [InlineData(".")]
    [InlineData(":8080")]
    [InlineData("rebound.example")]
    [InlineData("localhost.evil.example")]
    [InlineData("evil.localhost")]
    [InlineData("localhost..")]
    [InlineData("localhost:x")]
    [InlineData("localhost:80:80")]
    [InlineData("localhost:65536")]
    [InlineData("localhost:-1")]
    [InlineData("localhost@evil.example")]
    [InlineData("localhost, evil.example")]
    [InlineData("127.0.0.1.evil.example:8080")]
    [InlineData("127.1")]
    [InlineData("2130706433")]
    [InlineData("0x7f.0.0.1")]
    [InlineData("0177.0.0.1")]
    [InlineData("0.0.0.0:8080")]
    [InlineData("10.0.0.7:8080")]
    [InlineData("::1")]
    [InlineData("[127.0.0.1]")]
    [InlineData("[::1")]
    [InlineData("[::1]x")]
    [InlineData("[::1%lo]")]
    [InlineData("[::]:8080")]
    [InlineData("[2001:db8::1]:8080")]
    [InlineData("[::ffff:10.0.0.7]")]
    public void Any_other_host_is_not(string host) => Assert.False(HostRule.IsAllowed(host, []));

    [Theory]
    [InlineData("gateway", true)]
    [InlineData("GATEWAY.:9999", true)]
    [InlineData("gateway.internal:8443", true)]
    [InlineData("gateway.internal", false)]
    [InlineData("gateway.internal:8444", false)]
    [InlineData("[fd00::7]:1", true)]
    [InlineData("[fd00:0:0::0007]", true)]
    [InlineData("[fd00::8]", false)]
    [InlineData("10.0.0.7:8080", true)]
    [InlineData("10.0.0.7", false)]
    [InlineData("gateway.evil.example", false)]
    [InlineData("xgateway", false)]
    public void A_listed_host_counts_with_its_port_or_with_any(string host, bool allowed) => Assert.Equal(allowed, HostRule.IsAllowed(host, Allowed));

    [Fact]
    public void A_missing_or_repeated_header_is_refused()
    {
        Assert.False(HostRule.IsAllowed(StringValues.Empty, Allowed));
        Assert.False(HostRule.IsAllowed(new StringValues(["localhost", "localhost"]), Allowed));
    }
}
