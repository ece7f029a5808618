using System.Globalization;
using System.Text.Json;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace Gateway.Cli;

/// <summary>
/// Accounts as a table in a terminal, as lines with tabs elsewhere. In a terminal the details stand below the table, where they have its
/// whole width; a narrow one gets fewer columns.
/// </summary>
internal static class StatusTable
{
    private const int UsualWidth = 80;
    private const int StateColumn = 2;
    private const int DetailColumn = 6;
    private static readonly string[] Columns = ["account", "upstream", "state", "expires", "refresh", "logins left", "detail"];

    // Upstream, refresh, expires, logins left: what is missed least goes first.
    private static readonly int[] Droppable = [1, 4, 3, 5];

    public static void Write(CliContext context, IReadOnlyList<JsonElement> accounts)
    {
        var rows = accounts.Select(Row).ToList();
        foreach (var (account, code) in accounts.SelectMany(Warnings))
        {
            // Beside the table, so that scripts that read it see rows only.
            context.Error.WriteLine($"warning: {account}: {Printable(code)}: {WarningText.Of(code)}");
        }

        if (!context.IsTerminal)
        {
            foreach (var row in rows.Prepend(Columns))
            {
                context.Output.WriteLine(string.Join('\t', row));
            }

            return;
        }

        WriteTable(context, rows);
        foreach (var row in rows.Where(row => row[DetailColumn].Length > 0))
        {
            // A terminal of unknown width breaks lines by itself.
            var text = $"{row[0]}: {row[DetailColumn]}";
            context.Output.WriteLine(context.Width is { } width ? string.Join(Environment.NewLine, WrappedText.Of(text, width)) : text);
        }
    }

    private static void WriteTable(CliContext context, List<string[]> rows)
    {
        var width = context.Width ?? UsualWidth;
        var columns = Fitting(rows, width);
        var table = new Table().Border(TableBorder.Rounded);
        table.AddColumns([.. columns.Select(column => new TableColumn(Columns[column]).NoWrap())]);
        foreach (var row in rows)
        {
            table.AddRow([.. columns.Select(column => (IRenderable)new Markup(Markup.Escape(row[column]), column == StateColumn ? Style(row[column]) : null))]);
        }

        var console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(context.Output) });
        // Too narrow even for account and state: the terminal breaks the lines, and nothing is lost.
        console.Profile.Width = Math.Max(width, WidthOf(columns, rows));
        console.Write(table);
    }

    private static List<int> Fitting(List<string[]> rows, int width)
    {
        List<int> columns = [.. Enumerable.Range(0, DetailColumn)];
        foreach (var column in Droppable.TakeWhile(_ => WidthOf(columns, rows) > width))
        {
            columns.Remove(column);
        }

        return columns;
    }

    // A cell has a blank on each side and a line after it.
    private static int WidthOf(List<int> columns, List<string[]> rows) =>
        1 + columns.Sum(column => 3 + rows.Select(row => row[column].Length).Append(Columns[column].Length).Max());

    private static string[] Row(JsonElement account)
    {
        var budget = account.TryGetProperty("loginBudget", out var found) ? found : default;
        return
        [
            account.Text("account") ?? string.Empty,
            account.Text("upstream") ?? string.Empty,
            account.Text("state") ?? string.Empty,
            Time(account.Text("expiresAt")),
            Time(account.Text("refreshAt")),
            $"{budget.Text("remaining")}/{budget.Text("limit")}",
            Printable(account.Text("detail") ?? string.Empty),
        ];
    }

    private static IEnumerable<(string? Account, string Code)> Warnings(JsonElement account) =>
        account.TryGetProperty("warnings", out var warnings) && warnings.ValueKind == JsonValueKind.Array
            ? warnings.EnumerateArray().Where(code => code.ValueKind == JsonValueKind.String).Select(code => (account.Text("account"), code.GetString()!))
            : [];

    private static string Time(string? text) =>
        DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time)
            ? time.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss'Z'", CultureInfo.InvariantCulture)
            : "-";

    private static string Printable(string text) => string.Concat(text.Select(c => char.IsControl(c) ? ' ' : c));

    private static Style Style(string state) => new(state switch
    {
        "active" or "idle" => Color.Green,
        "logging_in" or "two_factor_required" or "logged_out" => Color.Yellow,
        _ => Color.Red,
    });
}
