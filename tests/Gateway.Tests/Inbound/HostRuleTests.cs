using Gateway.Inbound;
using Microsoft.AspNetCore.Http;

namespace Gateway.Tests.Inbound;

public sealed class HostRuleTests
{
    [Theory]
    [InlineData("localhost")]
    [InlineData("LocalHost:8080")]
    [InlineData("127.0.0.1:8080")]
    [InlineData("127.8.9.1")]
    [InlineData("[::1]:8080")]
    [InlineData("[::ffff:127.0.0.1]")]
    public void Loopback_names_and_addresses_are_answered(string host) => Assert.True(HostRule.IsAllowed(new HostString(host)));

    [Theory]
    [InlineData("")]
    [InlineData("rebound.example")]
    [InlineData("localhost.evil.example")]
    [InlineData("127.0.0.1.evil.example:8080")]
    [InlineData("10.0.0.7:8080")]
    [InlineData("[2001:db8::1]:8080")]
    [InlineData("0.0.0.0:8080")]
    public void Any_other_host_is_not(string host) => Assert.False(HostRule.IsAllowed(new HostString(host)));
}
