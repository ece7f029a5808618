using System.Text.Json;
using System.Text.RegularExpressions;
using Gateway.Core.Sessions;
using Gateway.Testing;

namespace Gateway.Tests.Documentation;

/// <summary>docs/sessions.md is checked against the code's own table of transitions.</summary>
public sealed partial class SessionDocumentationTests
{
    private static readonly string[] Lines = File.ReadAllLines(Path.Combine(Repository.Root, "docs", "sessions.md"));

    private static readonly string[] States = [.. Enum.GetValues<AccountState>().Select(AccountStateName.Of)];

    private static HashSet<(string From, string Trigger, string To)> Table { get; } =
        [.. AccountTransitions.Table.Select(row => (AccountStateName.Of(row.Key.From), NameOf(row.Key.Trigger), AccountStateName.Of(row.Value)))];

    [Fact]
    public void The_documented_transitions_are_those_of_the_code()
    {
        var rows = Rows("trigger").SelectMany(cells => Sources(cells[1]).Select(from => (from, Name(cells[0]), Name(cells[2])))).ToList();

        Assert.Equal(Table.Order(), rows.Order());
    }

    [Fact]
    public void The_diagram_shows_only_transitions_of_the_code_and_every_way_to_end_a_login()
    {
        var edges = Lines.Select(line => Edge().Match(line)).Where(match => match.Success)
            .Select(match => (From: match.Groups["from"].Value, Trigger: match.Groups["trigger"].Value, To: match.Groups["to"].Value)).ToList();

        Assert.All(edges, edge => Assert.Contains(edge, Table));
        Assert.Equal(edges.Count, edges.Distinct().Count());
        Assert.Equal(
            Table.Where(row => row is { From: "logging_in", Trigger: not "try_failed_with_token" }).Order(),
            edges.Where(edge => edge.From == "logging_in").Order());
        Assert.Equal(States.Order(StringComparer.Ordinal), edges.SelectMany(edge => new[] { edge.From, edge.To }).Distinct().Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Every_state_is_explained_once() =>
        Assert.Equal(States.Order(StringComparer.Ordinal), Rows("state").Select(cells => Name(cells[0])).Order(StringComparer.Ordinal));

    [Fact]
    public void The_states_of_a_pending_code_are_two_that_change_into_each_other()
    {
        var states = Rows("the code").Select(cells => (cells[1], Name(cells[2]))).ToList();

        Assert.Equal(
            [("no", "budget_exhausted"), ("no", "budget_exhausted"), ("yes", "two_factor_required"), ("yes", "two_factor_required")], states.Order());
        Assert.Contains(("two_factor_required", "budget_spent", "budget_exhausted"), Table);
        Assert.Contains(("budget_exhausted", "code_required", "two_factor_required"), Table);
    }

    // The rows below the heading whose first cell is this.
    private static IEnumerable<string[]> Rows(string heading) => Lines
        .SkipWhile(line => !line.StartsWith($"| {heading} |", StringComparison.Ordinal)).Skip(2)
        .TakeWhile(line => line.StartsWith('|'))
        .Select(line => line.Split('|', StringSplitOptions.TrimEntries)[1..^1]);

    private static IEnumerable<string> Sources(string cell)
    {
        var named = Word().Matches(cell).Select(match => match.Groups["name"].Value).ToList();
        return cell == "any" ? States : cell.StartsWith("any but ", StringComparison.Ordinal) ? States.Except(named) : named;
    }

    private static string Name(string cell) => Word().Match(cell).Groups["name"].Value;

    private static string NameOf(AccountTrigger trigger) => JsonNamingPolicy.SnakeCaseLower.ConvertName(trigger.ToString());

    [GeneratedRegex("`(?<name>[a-z_]+)`", RegexOptions.NonBacktracking)]
    private static partial Regex Word();

    [GeneratedRegex("^ +(?<from>[a-z_]+) --> (?<to>[a-z_]+): (?<trigger>[a-z_]+)$", RegexOptions.NonBacktracking)]
    private static partial Regex Edge();
}
