using System.Diagnostics;
using System.Text.RegularExpressions;

namespace Gateway.EndToEnd;

/// <summary>The sample that a new user runs first, in a process of its own.</summary>
public sealed partial class QuickstartTests : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private readonly string _temporary = Directory.CreateTempSubdirectory("gw").FullName;

    public void Dispose() => Directory.Delete(_temporary, recursive: true);

    [Fact]
    public async Task The_quickstart_tells_its_story_in_plain_lines_and_ends_with_0()
    {
        var (code, output, error) = await RunAsync("--once");

        Assert.True(code == 0, output + error);
        Assert.Empty(error);
        var lines = output.Split('\n').Select(line => line.Trim()).ToList();
        Assert.Contains("ok      callers with a good answer: 50", lines);
        Assert.Contains("ok      logins that the exchange saw: 1", lines);
        Assert.Contains("ok      with a wrong Authorization header: bot@example.com all the same", lines);
        Assert.Contains("ok      newToken calls that the exchange saw: 2", lines);
        Assert.Contains("ok      expired tokens that the exchange saw: 0", lines);
        Assert.Contains("ok      logins that the exchange saw: 0", lines);
        Assert.Contains("ok      logins in the whole story: 1", lines);
        var calls = FailedCalls().Match(output);
        Assert.True(calls.Success && int.Parse(calls.Groups["all"].Value, System.Globalization.CultureInfo.InvariantCulture) > 100, output);
        Assert.DoesNotContain("NOT SO", output, StringComparison.Ordinal);
        Assert.DoesNotContain(output, character => char.IsControl(character) && character is not ('\n' or '\r'));
        Assert.DoesNotContain("eyJ", output, StringComparison.Ordinal);
        Assert.DoesNotContain("sandbox-password", output, StringComparison.Ordinal);
        Assert.Empty(Directory.EnumerateFileSystemEntries(_temporary, "gateway-quickstart-*"));
    }

    [Fact]
    public async Task The_quickstart_refuses_unknown_arguments_and_explains_itself()
    {
        var (refused, _, error) = await RunAsync("--onec");
        Assert.Equal(1, refused);
        Assert.Contains("--onec", error, StringComparison.Ordinal);

        var (code, help, _) = await RunAsync("--help");
        Assert.Equal(0, code);
        Assert.Contains("--once", help, StringComparison.Ordinal);
    }

    private async Task<(int ExitCode, string Output, string Error)> RunAsync(string argument)
    {
        var start = new ProcessStartInfo(Environment.ProcessPath is { } host && Path.GetFileNameWithoutExtension(host) == "dotnet" ? host : "dotnet")
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = _temporary,
        };
        start.ArgumentList.Add(Path.Combine(AppContext.BaseDirectory, "Quickstart.dll"));
        start.ArgumentList.Add(argument);
        start.Environment["TMPDIR"] = start.Environment["TMP"] = _temporary;

        // Neither settings for a real gateway nor a build server's wish for colours may reach the story.
        start.Environment["Gateway__Proxy__Url"] = "http://127.0.0.1:1";
        start.Environment["STX_EMAIL"] = "somebody@example.test";
        start.Environment["HTTP_PROXY"] = "http://127.0.0.1:1";
        start.Environment["GITHUB_ACTIONS"] = "true";
        using var process = Process.Start(start)!;
        try
        {
            using var patience = new CancellationTokenSource(Patience, TimeProvider.System);
            var output = process.StandardOutput.ReadToEndAsync(patience.Token);
            var error = process.StandardError.ReadToEndAsync(patience.Token);
            await process.WaitForExitAsync(patience.Token);
            return (process.ExitCode, await output, await error);
        }
        finally
        {
            if (!process.HasExited)
            {
                process.Kill();
            }
        }
    }

    [GeneratedRegex(@"ok +failed calls of (?<all>\d+): 0\s", RegexOptions.NonBacktracking)]
    private static partial Regex FailedCalls();
}
