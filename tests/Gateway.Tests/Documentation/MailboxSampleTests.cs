using System.Diagnostics;
using System.Globalization;
using Gateway.Testing;

namespace Gateway.Tests.Documentation;

/// <summary>The example program of samples/two-factor-mailbox on a real folder.</summary>
public sealed class MailboxSampleTests : IDisposable
{
    private static readonly DateTimeOffset Challenge = new(2026, 11, 21, 10, 24, 48, TimeSpan.Zero);

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("maildir");

    public MailboxSampleTests() => Array.ForEach(["cur", "new", "tmp"], name => _folder.CreateSubdirectory(name));

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task The_newest_mail_after_the_challenge_holds_the_code()
    {
        Mail("cur/1", "Your code is 111111.", Challenge - TimeSpan.FromMinutes(5));
        Mail("new/2", "Your code is 222222.", Challenge + TimeSpan.FromSeconds(2));
        Mail("new/3", "Your code is 333333.", Challenge + TimeSpan.FromSeconds(4));
        Mail("new/4", "An invoice of 1234567 and 12345.", Challenge + TimeSpan.FromSeconds(5));
        Mail("tmp/5", "Your code is 555555.", Challenge + TimeSpan.FromSeconds(6));

        Assert.Equal((0, "333333\n"), await RunAsync(_folder.FullName, "0"));
    }

    [Fact]
    public async Task An_older_mail_is_no_answer()
    {
        Mail("new/1", "Your code is 111111.", Challenge - TimeSpan.FromMinutes(5));

        Assert.Equal((1, ""), await RunAsync(_folder.FullName, "0"));
    }

    [Fact]
    public async Task A_folder_that_is_not_there_is_wrong_usage() =>
        Assert.Equal((2, ""), await RunAsync(Path.Combine(_folder.FullName, "nowhere"), "0"));

    private static async Task<(int Code, string Output)> RunAsync(params string[] arguments)
    {
        var script = Path.Combine(Repository.Root, "samples", "two-factor-mailbox", "read-code");
        var start = new ProcessStartInfo("sh", [script, .. arguments]) { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["GATEWAY_CHALLENGE_TIME"] = Challenge.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
        using var process = Process.Start(start)!;
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return (process.ExitCode, output);
    }

    private void Mail(string name, string text, DateTimeOffset at)
    {
        var path = Path.Combine(_folder.FullName, name);
        File.WriteAllText(path, $"Subject: 999999\nDate: Sat, 21 Nov 2026\nMessage-Id: <888888@example.com>\n\n{text}\n");
        File.SetLastWriteTimeUtc(path, at.UtcDateTime);
    }
}
