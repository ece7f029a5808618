using System.Net;
using Gateway.EndToEnd.Support;

namespace Gateway.EndToEnd;

public sealed class LooseModesTests : Scene
{
    private const UnixFileMode Mode600 = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private const UnixFileMode Mode644 = Mode600 | UnixFileMode.GroupRead | UnixFileMode.OtherRead;
    private const UnixFileMode Mode666 = Mode644 | UnixFileMode.GroupWrite | UnixFileMode.OtherWrite;

    [Fact]
    public async Task Files_with_loose_modes_are_warned_of_once_and_shown_until_they_are_closed()
    {
        if (OperatingSystem.IsWindows())
        {
            Assert.Skip("Windows has no such modes.");
            return;
        }

        var (profile, secret) = (Path.Combine(Folder, "credentials"), Path.Combine(Folder, "password"));
        await File.WriteAllTextAsync(profile, $"[bot]\nemail = {Exchange.Stx.DefaultUser.Email}\npassword = {Password}\n", TestContext.Current.CancellationToken);
        await File.WriteAllTextAsync(secret, Password, TestContext.Current.CancellationToken);
        File.SetUnixFileMode(profile, Mode644);
        File.SetUnixFileMode(secret, Mode666);
        Configure(new
        {
            Upstreams,
            Accounts = new { profile = new { Profile = "bot" }, secret = new { Exchange.Stx.DefaultUser.Email, PasswordFile = secret } },
        });
        Settings["STX_CREDENTIALS"] = profile;

        using var gateway = await ActiveAsync("profile");
        await WhenStateAsync("active", "secret");
        Assert.Equal(["profile_readable_by_others"], await WarningsAsync("profile"));
        Assert.Equal(["secret_file_writable_by_others"], await WarningsAsync("secret"));

        Assert.Equal(HttpStatusCode.OK, await ActAsync("login", "profile", """{"force":true}"""));
        Assert.Equal(HttpStatusCode.OK, await ActAsync("login", "secret", """{"force":true}"""));
        var ofProfile = Assert.Single(gateway.Events("ProfileReadableByOthers")).GetProperty("@m").GetString();
        Assert.Contains($"{profile} has mode 644", ofProfile, StringComparison.Ordinal);
        var ofSecret = Assert.Single(gateway.Events("SecretFileWritableByOthers")).GetProperty("@m").GetString();
        Assert.Contains($"{secret} has mode 666", ofSecret, StringComparison.Ordinal);

        File.SetUnixFileMode(profile, Mode600);
        File.SetUnixFileMode(secret, Mode600);
        Assert.Equal(HttpStatusCode.OK, await ActAsync("refresh", "profile"));
        Assert.Equal(HttpStatusCode.OK, await ActAsync("refresh", "secret"));
        Assert.Empty(await WarningsAsync("profile"));
        Assert.Empty(await WarningsAsync("secret"));
    }

    private async Task<IEnumerable<string?>> WarningsAsync(string account) =>
        [.. (await StatusAsync(account)).GetProperty("warnings").EnumerateArray().Select(warning => warning.GetString())];
}
