using System.Net;
using Gateway.EndToEnd.Support;

namespace Gateway.EndToEnd;

public sealed class SettingsChangeTests : Scene
{
    [Fact]
    public async Task Accounts_and_passwords_apply_while_running_and_bad_settings_change_nothing()
    {
        const string Wrong = "canary-of-a-wrong-password";
        MoreSecrets.Add(Wrong);
        Configure(new { Upstreams, Accounts = new { first = Account() } });
        using var gateway = await ActiveAsync("first");
        Assert.Equal(HttpStatusCode.OK, (await CallAsync(gateway)).StatusCode);

        // A second account, with a password that the exchange refuses.
        Configure(new { Upstreams, DefaultAccount = "first", Accounts = new { first = Account(), second = Account(Wrong) } });
        await Eventually.HoldsAsync(Promptly, () => gateway.Events("SettingsApplied").Count == 1, "The new file is not applied.");
        await WhenStateAsync("rejected", "second", Promptly);
        Assert.Equal("active", (await StatusAsync("first")).GetProperty("state").GetString());
        using (var refused = await CallAsync(gateway, account: "second"))
        {
            Assert.Equal("invalid_credentials", Assert.Single(refused.Headers.GetValues("X-Gateway-Error")));
        }

        // A third one; the others are left alone.
        Configure(new { Upstreams, DefaultAccount = "first", Accounts = new { first = Account(), second = Account(Wrong), third = Account() } });
        await WhenStateAsync("active", "third", Promptly);
        Assert.Equal("rejected", (await StatusAsync("second")).GetProperty("state").GetString());
        Assert.Single(gateway.Events("CannotServe"));

        // The second one's right password.
        Configure(new { Upstreams, DefaultAccount = "first", Accounts = new { first = Account(), second = Account(), third = Account() } });
        await WhenStateAsync("active", "second", Promptly);
        Assert.Equal(HttpStatusCode.OK, (await CallAsync(gateway, account: "second")).StatusCode);
        Assert.Equal(4, Exchange.Stx.PasswordAttempts);

        // Settings with two problems, one of which holds a secret.
        Configure(new { Upstreams, Bogus = 1, Accounts = new { first = new { Pasword = Wrong } } });
        await Eventually.HoldsAsync(Promptly, () => gateway.Events("SettingsRejected").Count == 1, "The bad file is not reported.");
        var told = gateway.Events("SettingsRejected")[0].GetProperty("@m").GetString();
        Assert.Contains("Gateway:Bogus", told, StringComparison.Ordinal);
        Assert.Contains("Did you mean Gateway:Accounts:first:Password?", told, StringComparison.Ordinal);
        await File.WriteAllTextAsync(ConfigFile, "{ oops", TestContext.Current.CancellationToken);
        await Eventually.HoldsAsync(Promptly, () => gateway.Events("SettingsRejected").Count == 2, "The file that is no JSON is not reported.");

        Assert.Equal(HttpStatusCode.OK, (await CallAsync(gateway)).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await CallAsync(gateway, account: "second")).StatusCode);
        Assert.Equal(4, Exchange.Stx.LoginsSent);

        // And a good file again, without the second and the third account.
        Configure(new { Upstreams, Accounts = new { first = Account() } });
        await Eventually.HoldsAsync(
            Promptly, async () => (await CallAsync(gateway, account: "second")).StatusCode == HttpStatusCode.NotFound ? null : "The account is still there.");
        Assert.Equal(HttpStatusCode.OK, (await CallAsync(gateway)).StatusCode);
        Assert.Equal(4, Exchange.Stx.LoginsSent);
    }

    [Fact]
    public async Task A_password_in_a_file_that_is_put_right_is_taken_without_a_change_of_settings()
    {
        var secret = Path.Combine(Folder, "password");
        await File.WriteAllTextAsync(secret, "wrong\n", TestContext.Current.CancellationToken);
        Settings.Remove("STX_PASSWORD");
        Settings["STX_PASSWORD_FILE"] = secret;
        using var gateway = await StartedAsync();
        await WhenStateAsync("rejected");
        Assert.Equal(1, Exchange.Stx.PasswordAttempts);

        await File.WriteAllTextAsync(secret, Password + "\n", TestContext.Current.CancellationToken);

        await WhenStateAsync("active", within: Promptly);
        Assert.Equal(HttpStatusCode.OK, (await CallAsync(gateway)).StatusCode);
        Assert.Equal(2, Exchange.Stx.PasswordAttempts);
    }
}
