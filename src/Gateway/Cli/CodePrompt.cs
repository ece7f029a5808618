using Spectre.Console;

namespace Gateway.Cli;

/// <summary>Asks for a code on the terminal, or takes it from standard input. Never from an argument: those are seen by every process.</summary>
internal static class CodePrompt
{
    /// <summary>The code; null if there is none.</summary>
    public static async Task<string?> AskAsync(CliContext context, string question, CancellationToken cancellationToken)
    {
        var text = context.IsInteractive
            ? await TypedAsync(question, cancellationToken)
            : await context.Input.ReadLineAsync(cancellationToken);
        return string.IsNullOrWhiteSpace(text) ? null : text.Trim();
    }

    private static Task<string> TypedAsync(string question, CancellationToken cancellationToken)
    {
        // Ends the terminal's own echo, which would show what is typed between the question and the first look at the keyboard.
        _ = Console.KeyAvailable;
        return new TextPrompt<string>($"{Markup.Escape(question)} ").AllowEmpty().Secret().ShowAsync(AnsiConsole.Console, cancellationToken);
    }
}
