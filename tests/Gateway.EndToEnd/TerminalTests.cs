using Gateway.EndToEnd.Support;

namespace Gateway.EndToEnd;

/// <summary>What a person at a terminal sees of the commands that ask for a code.</summary>
public sealed class TerminalTests : Scene
{
    private const string Prompt = "Code for default, sent to b***@example.com:";

    [Fact]
    public async Task Login_asks_for_the_code_shows_none_of_it_and_logs_in()
    {
        using var gateway = await WaitingAsync();
        using var terminal = Terminal.Start(Settings, "login", "default");
        await terminal.WhenShownAsync(Prompt);

        var code = Exchange.Stx.Mails[^1].Code;
        await terminal.TypeAsync(code);

        Assert.Equal(0, await terminal.WaitForExitAsync());
        Assert.Contains("default is active", terminal.Screen, StringComparison.Ordinal);
        Assert.DoesNotContain(code, terminal.Screen, StringComparison.Ordinal);
        Assert.Single(Exchange.Stx.Mails);
        Assert.Equal("active", (await StatusAsync()).GetProperty("state").GetString());
    }

    [Fact]
    public async Task Two_factor_tells_a_wrong_code_and_asks_again()
    {
        using var gateway = await WaitingAsync();
        using var terminal = Terminal.Start(Settings, "two-factor", "default");
        await terminal.WhenShownAsync(Prompt);
        var code = Exchange.Stx.Mails[^1].Code;
        var wrong = code == "918273" ? "918274" : "918273";

        await terminal.TypeAsync(wrong);
        await terminal.WhenShownAsync("wrong_code: ");
        await terminal.WhenShownAsync(Prompt, times: 2);
        await terminal.TypeAsync(code);

        Assert.Equal(0, await terminal.WaitForExitAsync());
        Assert.Contains("default is active", terminal.Screen, StringComparison.Ordinal);
        Assert.DoesNotContain(code, terminal.Screen, StringComparison.Ordinal);
        Assert.DoesNotContain(wrong, terminal.Screen, StringComparison.Ordinal);
        Assert.Equal(2, Exchange.Stx.Count("confirm2Fa"));
    }

    [Fact]
    public async Task The_terminal_of_these_tests_echoes_what_is_typed()
    {
        // Else the tests above would not see a code that leaks: this command reads nothing, so its terminal stays as it was.
        Settings["Gateway__Management__Url"] = "http://127.0.0.1:9";
        using var terminal = Terminal.Start(Settings, "wait", "--timeout", "00:00:05");

        await terminal.TypeAsync("what is typed");

        await terminal.WhenShownAsync("what is typed");
        Assert.Equal(2, await terminal.WaitForExitAsync());
    }

    private async Task<GatewayProcess> WaitingAsync()
    {
        Exchange.Stx.DefaultUser.RequiresTwoFactor = true;
        var gateway = await StartedAsync();
        await WhenStateAsync("two_factor_required");
        return gateway;
    }
}
