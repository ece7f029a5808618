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

    public void Dispose()
    {
        _folder.Delete(recursive: true);
        if (Directory.Exists(_folder.FullName + "-tools"))
        {
            Directory.Delete(_folder.FullName + "-tools", recursive: true);
        }
    }

    /// <summary>What runs the script: the machine's own tools, and BusyBox with nothing beside it.</summary>
    public static TheoryData<string> Shells => new("sh", "dash", "busybox");

    [Theory]
    [MemberData(nameof(Shells))]
    public async Task The_newest_mail_after_the_challenge_holds_the_code(string shell)
    {
        Mail("new/0", "Your code is 000000.", Challenge - TimeSpan.FromSeconds(2));
        Mail("cur/1", "Your code is 111111.", Challenge - TimeSpan.FromMinutes(5));
        Mail("new/2", "Your code is 222222.", Challenge + TimeSpan.FromSeconds(2));
        Mail("new/3", "Your code is 333333.", Challenge + TimeSpan.FromSeconds(4));
        Mail("new/4", "An invoice of 1234567 and 12345.", Challenge + TimeSpan.FromSeconds(5));
        Mail("tmp/5", "Your code is 555555.", Challenge + TimeSpan.FromSeconds(6));

        Assert.Equal((0, "333333\n"), await RunAsync(shell, _folder.FullName, "0"));
    }

    [Theory]
    [MemberData(nameof(Shells))]
    public async Task An_older_mail_is_no_answer_and_one_of_the_same_second_is(string shell)
    {
        Mail("new/1", "Your code is 111111.", Challenge - TimeSpan.FromSeconds(2));
        Assert.Equal((1, ""), await RunAsync(shell, _folder.FullName, "0"));

        Mail("new/2", "222222", Challenge);
        Assert.Equal((0, "222222\n"), await RunAsync(shell, _folder.FullName, "0"));
    }

    [Theory]
    [InlineData("222222", "222222")]
    [InlineData("code:222222, not 333333", "222222")]
    [InlineData("call 0123456789 or use 222222\r", "222222")]
    [InlineData("1234567 then\n\n(222222)", "222222")]
    public async Task The_first_number_of_six_digits_in_the_text_is_the_code(string text, string code)
    {
        Mail("new/1", text, Challenge);

        Assert.Equal((0, code + "\n"), await RunAsync("sh", _folder.FullName, "0"));
    }

    [Theory]
    [MemberData(nameof(Shells))]
    public async Task What_an_html_mail_is_made_of_is_no_code(string shell)
    {
        Mail(
            "new/1 with blanks",
            """
            <!-- 111111 --><style>p { color: #222222; width: 333333px }
            td { height: 444444 }</style>
            <td
              width=3D"555555">See http://mail.example/666666?code=3D777777 and order 888888.
            <p style=3D"color:#999999">Your code is</p><b>123=
            456</b>
            """,
            Challenge);

        Assert.Equal((0, "123456\n"), await RunAsync(shell, _folder.FullName, "0"));
    }

    [Fact]
    public async Task A_folder_that_is_not_there_is_wrong_usage() =>
        Assert.Equal((2, ""), await RunAsync("sh", Path.Combine(_folder.FullName, "nowhere"), "0"));

    private async Task<(int Code, string Output)> RunAsync(string shell, params string[] arguments)
    {
        var script = Path.Combine(Repository.Root, "samples", "two-factor-mailbox", "read-code");
        var program = new[] { "/bin", "/usr/bin" }.Select(folder => Path.Combine(folder, shell)).FirstOrDefault(File.Exists);
        Assert.SkipWhen(program is null, $"{shell} is not installed.");
        string[] line = shell == "busybox" ? ["sh", script, .. arguments] : [script, .. arguments];
        var start = new ProcessStartInfo(program, line) { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true };
        if (shell == "busybox")
        {
            var tools = Directory.CreateDirectory(_folder.FullName + "-tools");
            Array.ForEach(["awk", "find", "ls", "mktemp", "rm", "sed", "sleep", "touch"], tool => Link(Path.Combine(tools.FullName, tool), program));
            start.Environment["PATH"] = tools.FullName;
        }

        start.Environment["GATEWAY_CHALLENGE_TIME"] = Challenge.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
        using var process = Process.Start(start)!;
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return (process.ExitCode, output);
    }

    private static void Link(string link, string target)
    {
        if (!File.Exists(link))
        {
            File.CreateSymbolicLink(link, target);
        }
    }

    private void Mail(string name, string text, DateTimeOffset at)
    {
        var path = Path.Combine(_folder.FullName, name);
        File.WriteAllText(path, $"Subject: 999999\nDate: Sat, 21 Nov 2026\nMessage-Id: <888888@example.com>\n\n{text}\n");
        File.SetLastWriteTimeUtc(path, at.UtcDateTime);
    }
}
