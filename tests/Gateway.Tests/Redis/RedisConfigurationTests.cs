using Gateway.Core.Primitives;
using Gateway.Core.Secrets;
using Gateway.Redis;

namespace Gateway.Tests.Redis;

public sealed class RedisConfigurationTests
{
    [Theory]
    [InlineData("redis", "redis")]
    [InlineData("redis:6380,password=canary,ssl=true", "redis:6380")]
    [InlineData("10.0.0.1:6379,10.0.0.2:6379,connectTimeout=100", "10.0.0.1:6379, 10.0.0.2:6379")]
    public void A_configuration_shows_its_hosts_and_nothing_else(string text, string shown)
    {
        var (configuration, problem) = Read(text);

        Assert.Null(problem);
        Assert.Equal(shown, configuration!.Place);
        Assert.Equal(shown, configuration.ToString());
    }

    [Theory]
    [InlineData("redis://:canary@redis:6379")]
    [InlineData("redis:6379,password=can,ary=1")]
    [InlineData("password=canary")]
    [InlineData("redis:6379,ssl=canary")]
    [InlineData(",")]
    [InlineData("redis:6379,user=canary")]
    [InlineData("redis:6379,pasword=canary")]
    [InlineData(",password=canary")]
    [InlineData("redis:6379,password=secret,canary")]
    [InlineData("redis:6379,,password=canary")]
    [InlineData("redis:6379,=canary")]
    public void What_is_none_is_told_without_any_of_it(string text)
    {
        var (configuration, problem) = Read(text);

        Assert.Null(configuration);
        Assert.StartsWith("Gateway:Store:Redis is no Redis configuration", problem, StringComparison.Ordinal);
        Assert.DoesNotContain("canary", problem, StringComparison.Ordinal);
        Assert.DoesNotContain("ary=1", problem, StringComparison.Ordinal);
    }

    [Fact]
    public void Tls_and_the_password_are_understood_and_a_redis_that_is_away_is_no_error()
    {
        var options = Read("redis:6380,password=canary,ssl=true").Configuration!.Options;

        Assert.True(options.Ssl);
        Assert.Equal("canary", options.Password);
        Assert.False(options.AbortOnConnectFail);
    }

    [Fact]
    public void A_renamed_command_and_an_option_in_any_case_are_options() =>
        Assert.Null(RedisConfiguration.ProblemOf("redis:6379, Password=canary,$CONFIG=hidden,abortConnect=true"));

    private static (RedisConfiguration? Configuration, string? Problem) Read(string text) =>
        RedisConfiguration.Read(new SecretReference.Inline("Gateway:Store:Redis", new Secret(text)));
}
