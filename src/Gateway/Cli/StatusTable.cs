using System.Globalization;
using System.Text.Json;
using Spectre.Console;

namespace Gateway.Cli;

/// <summary>Accounts as a table in a terminal, as lines with tabs elsewhere.</summary>
internal static class StatusTable
{
    private static readonly string[] Columns = ["account", "upstream", "state", "expires", "refresh", "logins left", "detail"];

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

        var table = new Table().Border(TableBorder.Rounded);
        table.AddColumns([.. Columns.Select(column => new TableColumn(column).NoWrap())]);
        table.Columns[^1].NoWrap = false;
        foreach (var row in rows)
        {
            table.AddRow([.. row.Select((cell, i) => (Spectre.Console.Rendering.IRenderable)new Markup(Markup.Escape(cell), i == 2 ? Style(cell) : null))]);
        }

        AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(context.Output) }).Write(table);
    }

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
