using Sandbox.Stx;

namespace Sandbox.Tests;

public sealed class CommandLineTests
{
    [Fact]
    public void Without_arguments_the_documented_address_is_used()
    {
        var commandLine = CommandLine.Parse([], new StxExchange());

        Assert.Equal("http://127.0.0.1:9090", commandLine.Options.Url);
        Assert.False(commandLine.Help);
    }

    [Fact]
    public void Options_users_and_knobs_are_understood_in_both_spellings()
    {
        var exchange = new StxExchange();

        var commandLine = CommandLine.Parse(
            ["--url", "http://localhost:1234", "--http2", "--access-token-lifetime", "00:01:00", "--refusal-style=Http401", "--user", "a@b.c:p:q"],
            exchange);

        Assert.Equal("http://localhost:1234", commandLine.Options.Url);
        Assert.True(commandLine.Options.Http2);
        Assert.Equal(TimeSpan.FromMinutes(1), exchange.Knobs.AccessTokenLifetime);
        Assert.Equal(RefusalStyle.Http401, exchange.Knobs.RefusalStyle);
        Assert.NotNull(exchange.CheckPassword("a@b.c", null, "p:q"));
    }

    [Theory]
    [InlineData("--url", "http://0.0.0.0:9090")]
    [InlineData("--url")]
    [InlineData("--access-token-lifetime", "5")]
    [InlineData("--access-token-lifetime", "-00:01:00")]
    [InlineData("--prompt-tnc", "perhaps")]
    [InlineData("--refresh-reuse", "1")]
    [InlineData("--user", "nobody")]
    [InlineData("--nothing", "1")]
    [InlineData("stray")]
    public void Arguments_that_make_no_sense_are_refused(params string[] arguments) =>
        Assert.Throws<FormatException>(() => CommandLine.Parse(arguments, new StxExchange()));

    [Fact]
    public void Help_lists_every_knob() =>
        Assert.All(KnobTable.OptionNames<StxKnobs>(), name => Assert.Contains($"--{name}", ProgramText.Help(), StringComparison.Ordinal));
}
