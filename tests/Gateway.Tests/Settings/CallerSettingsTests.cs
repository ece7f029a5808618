using Gateway.Core.Primitives;
using Gateway.Settings;

namespace Gateway.Tests.Settings;

public sealed class CallerSettingsTests : IDisposable
{
    private const string Key = "caller-key-0123456789abcdef";

    private readonly SettingsFolder _folder = new();

    public CallerSettingsTests() => _folder.With("Gateway:Upstreams:stx:Protocol=Stx").With("Gateway:Accounts:one:Email=x").With("Gateway:Accounts:two:Email=x");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_caller_is_read_with_all_it_has()
    {
        _folder.With($"Gateway:Inbound:Callers:Bot:Key={Key}").With("Gateway:Inbound:Callers:bot:Accounts=ONE, two")
            .With("Gateway:Inbound:Callers:bot:Account=two").With("Gateway:Inbound:Callers:bot:RequestsPerSecond=7").With("Gateway:Inbound:Callers:bot:Concurrency=3");

        var caller = Assert.Single(_folder.Model().Inbound.Callers);
        Assert.Equal(("bot", 7, 3), (caller.Name, caller.RequestsPerSecond, caller.Concurrency));
        Assert.Equal(AccountName.Parse("two"), caller.Account);
        Assert.Equal(["one", "two"], caller.Accounts.Select(account => account.Value));
        Assert.DoesNotContain(Key, $"{caller} {_folder.Model()} {_folder.Model().Inbound}", StringComparison.Ordinal);
    }

    [Fact]
    public void Lists_can_be_arrays_and_hosts_and_origins_are_brought_into_one_form()
    {
        _folder.Write("appsettings.json", $$$"""
            {"Gateway": {"Inbound": {
              "AllowedHosts": ["Gateway.Internal.", "[FD00:0::7]:8080"],
              "AllowedOrigins": "HTTPS://Board.example:443, http://localhost:3000",
              "Callers": {"bot": {"KeyHash": "{{{KeyHash.Of(Key)}}}", "Accounts": ["two"]} } } } }
            """);

        var inbound = _folder.Model().Inbound;
        Assert.Equal([new AllowedHost("gateway.internal", null), new AllowedHost("fd00::7", 8080)], inbound.AllowedHosts);
        Assert.Equal(["https://board.example", "http://localhost:3000"], inbound.AllowedOrigins);
        Assert.True(Assert.Single(inbound.Callers).Hash!.Matches(KeyHash.Of(Key)));
        Assert.Equal("two", Assert.Single(inbound.Callers[0].Accounts).Value);
    }

    [Theory]
    [InlineData("Gateway:Inbound:Callers:a:Accounts=one,nobody", "Gateway:Inbound:Callers:a:Accounts (environment): there is no account 'nobody'. Use one or two.")]
    [InlineData("Gateway:Inbound:Callers:a:Accounts=,", "Gateway:Inbound:Callers:a:Accounts (environment): names no account. Take the key out to allow all accounts.")]
    [InlineData("Gateway:Inbound:Callers:a:Account=nobody", "Gateway:Inbound:Callers:a:Account (environment): there is no account 'nobody'. Use one or two.")]
    [InlineData("Gateway:Inbound:Callers:a:Account=gwk_0123", "Gateway:Inbound:Callers:a:Account (environment): there is no account of the name written there. Use one or two.")]
    [InlineData("Gateway:Inbound:Callers:a:Accounts=one,a0123456789012345678901234567890123456789", "Gateway:Inbound:Callers:a:Accounts (environment): there is no account of the name written there. Use one or two.")]
    [InlineData("Gateway:Inbound:Callers:a:RequestsPerSecond=0", "Gateway:Inbound:Callers:a:RequestsPerSecond (environment): '0' is no whole number from 1 to 100000. Write one.")]
    [InlineData("Gateway:Inbound:Callers:a:Concurrency=0", "Gateway:Inbound:Callers:a:Concurrency (environment): '0' is no whole number from 1 to 100000. Write one.")]
    [InlineData("Gateway:Inbound:Callers:b:Key=" + Key, "Gateway:Inbound:Callers:b: the callers a and b have the same key. Give each its own: gateway new-key.")]
    [InlineData("Gateway:Management:Key=" + Key, "Gateway:Inbound:Callers:a: the caller has the key of Gateway:Management:Key. Give each its own: gateway new-key.")]
    public void A_caller_that_cannot_be_right_is_one_problem(string setting, string problem)
    {
        _folder.With($"Gateway:Inbound:Callers:a:Key={Key}").With(setting);

        Assert.Equal(problem, Assert.Single(_folder.Problems()));
    }

    [Fact]
    public void One_key_written_as_key_and_as_hash_is_one_key()
    {
        _folder.With($"Gateway:Inbound:Callers:a:Key={Key}").With($"Gateway:Inbound:Callers:b:KeyHash={KeyHash.Of(Key)}");
        Assert.Contains("the callers a and b have the same key", Assert.Single(_folder.Problems()), StringComparison.Ordinal);

        _folder.With($"Gateway:Inbound:Callers:b:KeyHash={KeyHash.Of("another-key-0123456789abcdef")}").With($"Gateway:Inbound:Callers:b:Key={Key}x");
        Assert.Contains("Gateway:Inbound:Callers:b:KeyHash (environment): is set, and so is the key itself", Assert.Single(_folder.Problems()), StringComparison.Ordinal);
    }

    [Fact]
    public void A_list_written_in_two_ways_is_a_problem()
    {
        _folder.With("Gateway:Inbound:AllowedHosts=a").With("Gateway:Inbound:AllowedHosts:0=b");

        Assert.Contains("Write the list in one of the two ways", Assert.Single(_folder.Problems()), StringComparison.Ordinal);
    }

    [Fact]
    public void An_account_outside_of_the_callers_own_list_is_a_problem()
    {
        _folder.With($"Gateway:Inbound:Callers:a:Key={Key}").With("Gateway:Inbound:Callers:a:Accounts=one").With("Gateway:Inbound:Callers:a:Account=two");

        Assert.Contains("two is not among Gateway:Inbound:Callers:a:Accounts", Assert.Single(_folder.Problems()), StringComparison.Ordinal);
    }
}
