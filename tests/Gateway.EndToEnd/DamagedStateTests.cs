using System.Net;
using System.Security.Cryptography;
using Gateway.EndToEnd.Support;

namespace Gateway.EndToEnd;

public sealed class DamagedStateTests : Scene
{
    private static readonly string[] Accounts = ["empty", "foreign", "list", "other-json", "random", "truncated"];

    [Fact]
    public async Task Damaged_account_files_are_reported_and_kept_aside_and_the_accounts_log_in_anew()
    {
        ConfigureAccounts();
        await RunOnceAsync();
        var damages = new Dictionary<string, byte[]>(StringComparer.Ordinal)
        {
            ["empty"] = [],
            ["list"] = "[1,2]"u8.ToArray(),
            ["other-json"] = """{"records":{"session":7}}"""u8.ToArray(),
            ["random"] = RandomNumberGenerator.GetBytes(700),
            ["truncated"] = File.ReadAllBytes(FileOf("truncated"))[..200],
        };
        foreach (var (account, content) in damages)
        {
            await File.WriteAllBytesAsync(FileOf(account), content, TestContext.Current.CancellationToken);
        }

        using var gateway = await AllActiveAsync();

        Assert.Equal(Accounts.Length + damages.Count, Exchange.Stx.LoginsSent);
        var reports = gateway.Events("DamagedFileKeptAside");
        Assert.Equal(damages.Keys, reports.Select(report => report.GetProperty("Account").GetString()!).Order(StringComparer.Ordinal));
        foreach (var report in reports)
        {
            var kept = await File.ReadAllBytesAsync(report.GetProperty("Aside").GetString()!, TestContext.Current.CancellationToken);
            Assert.Equal(damages[report.GetProperty("Account").GetString()!], kept);
        }

        Assert.Equal(HttpStatusCode.OK, (await CallAsync(gateway, account: "random")).StatusCode);
    }

    [Fact]
    public async Task An_account_file_of_another_account_is_reported_in_one_line_and_kept_and_no_password_is_sent_before_an_unlock()
    {
        ConfigureAccounts();
        await RunOnceAsync();
        File.Copy(FileOf("list"), FileOf("foreign"), overwrite: true);
        var foreign = await File.ReadAllBytesAsync(FileOf("foreign"), TestContext.Current.CancellationToken);

        using var gateway = await StartedAsync();
        await WhenStateAsync("budget_exhausted", "foreign");
        Assert.Equal(Accounts.Length, Exchange.Stx.LoginsSent);
        await UnlockAsync("foreign");

        Assert.Equal(Accounts.Length + 1, Exchange.Stx.LoginsSent);
        Assert.Equal("foreign", Assert.Single(gateway.Events("RecordsUnreadable")).GetProperty("Account").GetString());
        AssertKeptAside("foreign", foreign);
        Assert.Equal(HttpStatusCode.OK, (await CallAsync(gateway, account: "foreign")).StatusCode);
    }

    [Fact]
    public async Task Account_files_of_a_foreign_key_are_reported_in_one_line_each_and_kept_and_no_password_is_sent_before_an_unlock()
    {
        ConfigureAccounts();
        await RunOnceAsync();
        var before = Accounts.ToDictionary(account => account, account => File.ReadAllBytes(FileOf(account)));
        await File.WriteAllTextAsync(
            Path.Combine(StateFolder, "key"), Convert.ToBase64String(RandomNumberGenerator.GetBytes(32)), TestContext.Current.CancellationToken);

        using var gateway = await StartedAsync();
        foreach (var account in Accounts)
        {
            await WhenStateAsync("budget_exhausted", account);
        }

        Assert.Equal(Accounts.Length, Exchange.Stx.LoginsSent);
        foreach (var account in Accounts)
        {
            await UnlockAsync(account);
        }

        Assert.Equal(2 * Accounts.Length, Exchange.Stx.LoginsSent);
        Assert.Equal(Accounts, gateway.Events("RecordsUnreadable").Select(report => report.GetProperty("Account").GetString()!).Order(StringComparer.Ordinal));
        Assert.All(before, file => AssertKeptAside(file.Key, file.Value));
    }

    private void ConfigureAccounts() => Configure(new { Upstreams, Accounts = Accounts.ToDictionary(name => name, _ => Account()) });

    private async Task RunOnceAsync()
    {
        using var gateway = await AllActiveAsync();
        gateway.Kill();
        await gateway.WaitForExitAsync();
        Assert.Equal(Accounts.Length, Exchange.Stx.LoginsSent);
    }

    private async Task<GatewayProcess> AllActiveAsync()
    {
        var gateway = await StartedAsync();
        foreach (var account in Accounts)
        {
            await WhenStateAsync("active", account);
        }

        return gateway;
    }

    private async Task UnlockAsync(string account)
    {
        Assert.Equal(HttpStatusCode.OK, await ActAsync("unlock", account));
        await WhenStateAsync("active", account);
    }

    private string FileOf(string account) => Path.Combine(StateFolder, "accounts", $"{account}.json");

    private void AssertKeptAside(string account, byte[] content) => Assert.Contains(
        Directory.GetFiles(Path.Combine(StateFolder, "accounts"), $"{account}.json.*"), file => File.ReadAllBytes(file).AsSpan().SequenceEqual(content));
}
