using System.Net;
using System.Text.Json;
using Gateway.EndToEnd.Support;

namespace Gateway.EndToEnd;

public sealed class MissingCredentialsTests : Scene
{
    private string Profile => Path.Combine(Folder, "credentials");

    [Fact]
    public async Task A_missing_password_keeps_the_gateway_running_and_is_explained_everywhere()
    {
        Settings.Remove("STX_PASSWORD");

        using var gateway = await StartedAsync();

        await AssertMissingAsync(gateway, "default", "No password", "STX_PASSWORD", "STX_PASSWORD_FILE");
        Assert.Equal(0, Exchange.Stx.LoginsSent);
    }

    [Fact]
    public async Task Secret_files_that_are_missing_empty_or_unreadable_heal_when_they_are_put_right()
    {
        string[] names = ["absent", "binary", "empty", "folder"];
        Configure(new { Upstreams, Accounts = names.ToDictionary(name => name, name => With(Account(null), "PasswordFile", SecretFile(name))) });
        await File.WriteAllBytesAsync(SecretFile("binary"), [0xff, 0xfe, 0x00, 0xd8], TestContext.Current.CancellationToken);
        await File.WriteAllTextAsync(SecretFile("empty"), "\n", TestContext.Current.CancellationToken);
        Directory.CreateDirectory(SecretFile("folder"));

        using var gateway = await StartedAsync();
        await AssertMissingAsync(gateway, "absent", SecretFile("absent"), "does not exist");
        await AssertMissingAsync(gateway, "binary", SecretFile("binary"), "not UTF-8");
        await AssertMissingAsync(gateway, "empty", SecretFile("empty"), "is empty");
        await AssertMissingAsync(gateway, "folder", SecretFile("folder"), "is a folder");

        Directory.Delete(SecretFile("folder"));
        Array.ForEach(names, name => File.WriteAllText(SecretFile(name), Password + "\n"));

        await HealAsync(gateway, names);
    }

    [Fact]
    public async Task A_profile_that_is_missing_empty_unreadable_or_incomplete_heals_when_it_is_put_right()
    {
        Configure(new { Upstreams, Accounts = new { bot = new { Profile = "bot" } } });
        Settings["STX_CREDENTIALS"] = Profile;
        using var gateway = await StartedAsync();

        await AssertMissingAsync(gateway, "bot", Profile, "does not exist");
        await WriteProfileAsync("");
        await WhenDetailAsync("has no section [bot]");
        File.Delete(Profile);
        Directory.CreateDirectory(Profile);
        await WhenDetailAsync("is a folder");
        Directory.Delete(Profile);
        await WriteProfileAsync($"[other]\nemail = {Exchange.Stx.DefaultUser.Email}\npassword = {Password}\n");
        await WhenDetailAsync("has no section [bot]");
        await WriteProfileAsync($"[bot]\nemail = {Exchange.Stx.DefaultUser.Email}\n");
        await WhenDetailAsync("No password");
        Assert.Equal(0, Exchange.Stx.LoginsSent);

        await WriteProfileAsync($"[bot]\nemail = {Exchange.Stx.DefaultUser.Email}\npassword = {Password}\n");

        await HealAsync(gateway, "bot");
    }

    private async Task AssertMissingAsync(GatewayProcess gateway, string account, params string[] fragments)
    {
        await WhenStateAsync("missing_credentials", account);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, await ProbeAsync("ready"));
        Assert.Equal(HttpStatusCode.OK, await ProbeAsync("live"));
        using var answer = await CallAsync(gateway, account: account);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, answer.StatusCode);
        Assert.Equal("application/problem+json", answer.Content.Headers.ContentType!.MediaType);
        Assert.Equal("missing_credentials", Assert.Single(answer.Headers.GetValues("X-Gateway-Error")));
        var problem = JsonDocument.Parse(await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).RootElement;
        Assert.Equal("missing_credentials", problem.GetProperty("code").GetString());
        var log = Assert.Single(gateway.Events("CannotServe"), line => line.GetProperty("Account").GetString() == account);
        string[] tellings =
        [
            (await StatusAsync(account)).GetProperty("detail").GetString()!,
            problem.GetProperty("detail").GetString()!,
            log.GetProperty("@m").GetString()!,
        ];
        Assert.All(tellings, told => Assert.All(fragments, fragment => Assert.Contains(fragment, told, StringComparison.Ordinal)));
    }

    private async Task HealAsync(GatewayProcess gateway, params string[] accounts)
    {
        foreach (var account in accounts)
        {
            await WhenStateAsync("active", account, Promptly);
            using var answer = await CallAsync(gateway, account: account);
            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);

            // However often it looked meanwhile.
            Assert.Single(gateway.Events("CannotServe"), line => line.GetProperty("Account").GetString() == account);
        }

        Assert.Equal(HttpStatusCode.OK, await ProbeAsync("ready"));
        Assert.Equal(accounts.Length, Exchange.Stx.LoginsSent);
    }

    private Task WhenDetailAsync(string fragment) => Eventually.HoldsAsync(Promptly, async () =>
    {
        var status = await StatusAsync("bot");
        var holds = status.GetProperty("state").GetString() == "missing_credentials"
            && status.GetProperty("detail").GetString()!.Contains(fragment, StringComparison.Ordinal);
        return holds ? null : status.ToString();
    });

    // In one step, so that no half-written profile is ever read.
    private async Task WriteProfileAsync(string text)
    {
        await File.WriteAllTextAsync(Profile + ".new", text, TestContext.Current.CancellationToken);
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(Profile + ".new", UnixFileMode.UserRead | UnixFileMode.UserWrite);
        }

        File.Move(Profile + ".new", Profile, overwrite: true);
    }

    private string SecretFile(string name) => Path.Combine(Folder, $"{name}.password");

    private static Dictionary<string, string> With(Dictionary<string, string> account, string key, string value)
    {
        account[key] = value;
        return account;
    }
}
