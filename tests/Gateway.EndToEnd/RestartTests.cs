using System.Net;
using Gateway.EndToEnd.Support;
using Sandbox.Stx;

namespace Gateway.EndToEnd;

public sealed class RestartTests : Scene
{
    [Fact]
    public async Task After_kill_9_the_stored_session_serves_on_and_no_password_is_sent()
    {
        using var first = await ActiveAsync();
        Assert.Equal(HttpStatusCode.OK, (await CallAsync(first)).StatusCode);
        first.Kill();
        await first.WaitForExitAsync();

        using var second = await ActiveAsync();
        Assert.Equal(HttpStatusCode.OK, (await CallAsync(second)).StatusCode);

        Assert.Equal(1, Exchange.Stx.LoginsSent);
        Assert.Single(second.Events("TakenOver"));
        var tokens = Exchange.Stx.Calls.Where(call => call.Operation == StxOperations.Rest).Select(call => call.AccessToken);
        Assert.Single(tokens.Distinct(StringComparer.Ordinal));
    }

    [Fact]
    public async Task The_state_folder_holds_no_secret_in_clear_and_is_closed_to_others()
    {
        using var first = await ActiveAsync();
        Assert.Equal(HttpStatusCode.OK, await ActAsync("refresh"));
        Assert.Equal(HttpStatusCode.OK, (await CallAsync(first)).StatusCode);
        first.Kill();
        await first.WaitForExitAsync();
        var files = Directory.GetFiles(StateFolder, "*", SearchOption.AllDirectories);
        var contents = files.ToDictionary(file => file, File.ReadAllBytes);

        // The refresh token that lay in the folder is seen by the journal only when it is spent.
        using var second = await ActiveAsync();
        Assert.Equal(HttpStatusCode.OK, await ActAsync("refresh"));
        Assert.Equal(HttpStatusCode.OK, (await CallAsync(second)).StatusCode);

        var secrets = SecretSearch.SecretsOf(Exchange.Stx).Append(Password).ToList();
        Assert.Equal(2, Exchange.Stx.Calls.Select(call => call.RefreshToken).OfType<string>().Distinct(StringComparer.Ordinal).Count());
        Assert.Contains(Path.Combine(StateFolder, "accounts", "default.json"), files);
        Assert.All(contents, file => Assert.Empty(SecretSearch.FindIn(file.Value, secrets)));
        if (!OperatingSystem.IsWindows())
        {
            Assert.All(files, file => Assert.Equal("600", Octal(file)));
            Assert.All(Directory.GetDirectories(StateFolder, "*", SearchOption.AllDirectories).Append(StateFolder), folder => Assert.Equal("700", Octal(folder)));
        }
    }

    [Fact]
    public async Task A_logout_lasts_across_a_restart_until_login()
    {
        using var first = await ActiveAsync();
        Assert.Equal(HttpStatusCode.OK, await ActAsync("logout"));
        first.Kill();
        await first.WaitForExitAsync();

        using var second = await StartedAsync();
        await WhenStateAsync("logged_out");
        Assert.Equal(1, Exchange.Stx.LoginsSent);

        Assert.Equal(HttpStatusCode.OK, await ActAsync("login"));
        Assert.Equal(HttpStatusCode.OK, (await CallAsync(second)).StatusCode);
        Assert.Equal(2, Exchange.Stx.LoginsSent);
    }

    private static string Octal(string path) =>
        OperatingSystem.IsWindows() ? "" : Convert.ToString((int)File.GetUnixFileMode(path), 8);
}
