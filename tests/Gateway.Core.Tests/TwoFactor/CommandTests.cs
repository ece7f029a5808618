using Gateway.Core.Primitives;
using Gateway.Core.Tests.Support;
using Gateway.Core.TwoFactor;
using Gateway.Testing;

namespace Gateway.Core.Tests.TwoFactor;

/// <summary>Runs real programs: the shell and what every system has.</summary>
public sealed class CommandTests
{
    [Fact]
    public async Task The_first_line_is_the_code()
    {
        var found = Assert.IsType<CodeResult.Found>(await RunAsync("printf ' 123456 \\nand more\\n'"));

        Assert.Equal("123456", found.Code.Reveal());
        Assert.Null(found.Step);
    }

    [Fact]
    public async Task The_program_learns_whose_code_and_since_when()
    {
        var found = Assert.IsType<CodeResult.Found>(
            await RunAsync("[ \"$GATEWAY_ACCOUNT $GATEWAY_CHALLENGE_TIME\" = 'bot 2030-01-02T03:04:05Z' ] && echo 42"));

        Assert.Equal("42", found.Code.Reveal());
    }

    [Fact]
    public async Task The_gateways_own_settings_are_not_handed_on()
    {
        Environment.SetEnvironmentVariable("STX_CANARY_OF_A_TEST", "secret");
        try
        {
            Assert.IsType<CodeResult.Found>(await RunAsync("[ -z \"$STX_CANARY_OF_A_TEST\" ] && echo 1"));
        }
        finally
        {
            Environment.SetEnvironmentVariable("STX_CANARY_OF_A_TEST", null);
        }
    }

    [Theory]
    [InlineData("exit 3", "exit code 3")]
    [InlineData("true", "nothing")]
    [InlineData("echo 'Your code is 123456'", "aaaa aaaa aa 999999")]
    [InlineData("head -c 100000 /dev/zero | tr '\\0' 7", "no code on its first line")]
    public async Task What_is_no_code_is_told_by_its_shape_alone(string script, string expected)
    {
        var failed = Assert.IsType<CodeResult.Failed>(await RunAsync(script));

        Assert.Contains(expected, failed.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("123456", failed.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_program_that_does_not_exist_is_told()
    {
        var source = new CommandCodeSource(["/no/such/program"], new FakeClock());

        var failed = Assert.IsType<CodeResult.Failed>(await source.GetAsync(Request(), TestContext.Current.CancellationToken));

        Assert.Contains("/no/such/program could not be started", failed.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_program_that_hangs_is_ended_after_a_minute()
    {
        var clock = new FakeClock();
        var source = new CommandCodeSource(["sleep", "600"], clock);

        var running = source.GetAsync(Request(), TestContext.Current.CancellationToken);
        await clock.WhenTimersArmedAsync(1, TestContext.Current.CancellationToken);
        clock.Advance(TimeSpan.FromSeconds(60));

        Assert.Contains("within 60 s", Assert.IsType<CodeResult.Failed>(await running).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_code_is_taken_as_soon_as_its_line_is_complete_and_what_the_program_leaves_behind_is_ended()
    {
        using var folder = new TemporaryFolder();
        var pid = Path.Combine(folder.Path, "pid");

        // The child holds standard output open for ten minutes; the program waits for its process id, prints and ends.
        var found = Assert.IsType<CodeResult.Found>(
            await RunAsync($"sh -c 'echo $$ > {pid}.part; mv {pid}.part {pid}; exec sleep 600' & while [ ! -s {pid} ]; do :; done; echo 123456"));

        Assert.Equal("123456", found.Code.Reveal());
        if (OperatingSystem.IsLinux())
        {
            var commandLine = $"/proc/{(await File.ReadAllTextAsync(pid, TestContext.Current.CancellationToken)).Trim()}/cmdline";
            Assert.True(SpinWait.SpinUntil(() => IsGone(commandLine), TimeSpan.FromSeconds(20)));
        }
    }

    [Fact]
    public async Task Blanks_and_quotes_reach_the_program_as_arguments_and_no_shell_reads_them()
    {
        var source = new CommandCodeSource(["printf", "%s", "a;echo b"], TimeProvider.System);

        // A shell would have printed two lines.
        Assert.Contains("\"a;aaaa a\"", Assert.IsType<CodeResult.Failed>(await source.GetAsync(Request(), TestContext.Current.CancellationToken)).Message, StringComparison.Ordinal);
    }

    // What was killed and is not yet reaped has no command line.
    private static bool IsGone(string commandLine)
    {
        try
        {
            return File.ReadAllBytes(commandLine).Length == 0;
        }
        catch (IOException)
        {
            return true;
        }
    }

    private static Task<CodeResult> RunAsync(string script) =>
        new CommandCodeSource(["sh", "-c", script], TimeProvider.System).GetAsync(Request(), TestContext.Current.CancellationToken);

    private static CodeRequest Request() =>
        new(AccountName.Parse("bot"), new DateTimeOffset(2030, 1, 2, 3, 4, 5, TimeSpan.Zero), TimeSpan.Zero, null);
}
