using Gateway.Cli;
using Gateway.Settings;

namespace Gateway.Tests.Cli;

public sealed class NewKeyTests
{
    [Fact]
    public async Task New_key_prints_a_key_and_its_hash_and_reads_no_settings()
    {
        var (key, hash) = await MakeAsync();

        Assert.Matches("^gwk_[A-Za-z0-9_-]{43}$", key);
        Assert.Null(KeyHash.FindProblem(key));
        Assert.Equal(KeyHash.Of(key).ToString(), hash);
        Assert.True(KeyHash.TryParse(hash, out _));
    }

    [Fact]
    public async Task No_two_keys_are_the_same()
    {
        Assert.NotEqual((await MakeAsync()).Key, (await MakeAsync()).Key);
    }

    private static async Task<(string Key, string Hash)> MakeAsync()
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        var commands = new CommandLine(new CliContext
        {
            ReadSettings = _ => throw new InvalidOperationException("No settings are needed."),
            ReadManagement = _ => throw new InvalidOperationException("No settings are to be read."),
            Serve = (_, _, _) => throw new InvalidOperationException("Nothing is to be served."),
            Output = output,
            Error = error,
        });

        Assert.Equal(0, await commands.RunAsync(["new-key"], TestContext.Current.CancellationToken));

        Assert.Empty(error.ToString());
        var lines = output.ToString().Split(Environment.NewLine);
        Assert.Equal(3, lines.Length);
        Assert.Empty(lines[2]);
        return (lines[0], lines[1]);
    }
}
