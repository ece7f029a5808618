using Gateway.Testing;
using Sandbox.StackAuth;
using Sandbox.Stx;

namespace Sandbox.Tests.StackAuth;

public sealed class StackAuthCommandLineTests
{
    [Fact]
    public void Stack_Auth_runs_only_when_it_is_asked_for() => Assert.Null(CommandLine.Parse([], new StxExchange()).StackAuth);

    [Fact]
    public void Options_users_and_knobs_are_understood()
    {
        var commandLine = CommandLine.Parse(
            ["--without-stx", "--stack-auth-url", "http://localhost:1234", "--stack-auth-access-token-lifetime=00:00:10", "--stack-auth-user", "a@b.cd:p:q"],
            new StxExchange());

        var options = commandLine.StackAuth!;
        Assert.True(commandLine.WithoutStx);
        Assert.Equal(("http://localhost:1234", "http://127.0.0.1:9092"), (options.Url, options.BackendUrl));
        Assert.Equal(TimeSpan.FromSeconds(10), options.Service!.Knobs.AccessTokenLifetime);
        Assert.NotNull(options.Service.CheckPassword(options.Service.DefaultProject, "a@b.cd", "p:q"));
    }

    [Theory]
    [InlineData("--without-stx")]
    [InlineData("--stack-auth-url", "http://0.0.0.0:1")]
    [InlineData("--stack-auth-user", "nobody")]
    [InlineData("--stack-auth-user", "bot@example.com:again")]
    [InlineData("--stack-auth-colour", "red")]
    [InlineData("--stack-auth-code-tries", "0")]
    public void Arguments_that_make_no_sense_are_refused(params string[] arguments) =>
        Assert.Throws<FormatException>(() => CommandLine.Parse(arguments, new StxExchange()));

    [Fact]
    public void Every_knob_and_every_operation_is_documented()
    {
        var page = File.ReadAllText(Path.Combine(Repository.Root, "docs", "sandbox.md"));

        Assert.All(KnobTable.Read(new StackAuthKnobs()).Keys, knob => Assert.Contains($"| `{knob}` |", page, StringComparison.Ordinal));
        Assert.All(StackAuthOperations.All, operation => Assert.Contains($"`{operation}`", page, StringComparison.Ordinal));
    }

    [Fact]
    public void Help_lists_every_knob() =>
        Assert.All(
            KnobTable.OptionNames<StackAuthKnobs>(), name => Assert.Contains($"--stack-auth-{name}", ProgramText.Help(), StringComparison.Ordinal));
}
