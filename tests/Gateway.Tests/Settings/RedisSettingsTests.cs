using Gateway.Core.Secrets;
using Gateway.Settings;

namespace Gateway.Tests.Settings;

public sealed class RedisSettingsTests : IDisposable
{
    private const string Key = "MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE=";

    private readonly SettingsFolder _folder = new();

    public RedisSettingsTests() => _folder.WithAccount();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("Gateway:Store:Redis: is not set", "Gateway:Store:AllowPlaintext=true")]
    [InlineData("Gateway:Store:EncryptionKey: is not set", "Gateway:Store:Redis=redis:6379")]
    [InlineData("Gateway:Store:RedisFile (", "Gateway:Store:RedisFile=nowhere/redis", "Gateway:Store:AllowPlaintext=true")]
    [InlineData("Gateway:Store:Redis (", "Gateway:Store:RedisFile=redis", "Gateway:Store:Redis=redis:6379", "Gateway:Store:AllowPlaintext=true")]
    public void What_redis_lacks_is_one_problem(string begins, params string[] lines)
    {
        _folder.With("Gateway:Store:Kind=Redis");
        foreach (var line in lines)
        {
            _folder.With(line);
        }

        Assert.StartsWith(begins, Assert.Single(_folder.Problems()), StringComparison.Ordinal);
    }

    [Fact]
    public void Redis_has_a_secret_configuration_a_prefix_and_a_key()
    {
        var store = _folder.With("Gateway:Store:Kind=Redis").With("Gateway:Store:Redis=redis:6379,password=canary")
            .With("Gateway:Store:KeyPrefix=bots:a").With($"Gateway:Store:EncryptionKey={Key},{Key}").Model().Store;

        Assert.Equal((StoreKind.Redis, "bots:a", false), (store.Kind, store.KeyPrefix, store.AllowPlaintext));
        Assert.IsType<SecretReference.Inline>(store.Redis);
        Assert.DoesNotContain("canary", store.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("redis://redis:6379/canary")]
    [InlineData("redis:6379,user=canary")]
    [InlineData("redis:6379,pasword=canary")]
    [InlineData(",password=canary")]
    public void A_configuration_that_no_store_could_be_opened_with_is_a_problem_among_the_others(string text)
    {
        var problems = _folder.With("Gateway:Store:Kind=Redis").With($"Gateway:Store:Redis={text}").Problems();

        Assert.Equal(2, problems.Count);
        Assert.Contains(problems, problem => problem.StartsWith("Gateway:Store:Redis (environment): is no Redis configuration", StringComparison.Ordinal));
        Assert.Contains(problems, problem => problem.StartsWith("Gateway:Store:EncryptionKey: is not set", StringComparison.Ordinal));
        Assert.All(problems, problem => Assert.DoesNotContain("canary", problem, StringComparison.Ordinal));
    }

    [Fact]
    public void A_redis_that_is_not_used_is_a_warning()
    {
        var read = _folder.With("Gateway:Store:Redis=redis:6379").ValidResult();

        Assert.Contains(read.Warnings, warning => warning.StartsWith("Gateway:Store:Redis is set and not used", StringComparison.Ordinal));
    }
}
