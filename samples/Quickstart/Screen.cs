using Spectre.Console;

namespace Quickstart;

/// <summary>Tells the story: with colours and a live table in a terminal, in plain lines elsewhere.</summary>
internal sealed class Screen
{
    private static readonly TimeSpan LiveInterval = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan PlainInterval = TimeSpan.FromSeconds(3);

    private readonly bool _isTerminal = !Console.IsOutputRedirected;
    private readonly IAnsiConsole _console;

    public Screen()
    {
        // Build servers are told apart from terminals by the redirection alone, not by their environment variables.
        _console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Ansi = _isTerminal ? AnsiSupport.Detect : AnsiSupport.No,
            Interactive = _isTerminal ? InteractionSupport.Detect : InteractionSupport.No,
            Enrichment = new ProfileEnrichment { UseDefaultEnrichers = false },
        });
        if (!_isTerminal)
        {
            _console.Profile.Width = int.MaxValue;
        }
    }

    public bool EverythingWasTrue { get; private set; } = true;

    public void Chapter(int number, string title) => _console.MarkupLineInterpolated($"\n[bold]{number}. {title}[/]");

    public void Say(string text) => _console.MarkupLineInterpolated($"   {text}");

    /// <summary>A line that can be copied whole: never wrapped, never styled.</summary>
    public void Verbatim(string line) => _console.Profile.Out.Writer.WriteLine(line);

    /// <summary>A number that was measured, beside the one that the gateway promises.</summary>
    public void Claim(string what, int measured, int promised)
    {
        var isTrue = measured == promised;
        Claim(isTrue ? $"{what}: {measured}" : $"{what}: {measured}, but it should be {promised}", isTrue);
    }

    public void Claim(string what, bool isTrue)
    {
        EverythingWasTrue &= isTrue;
        if (isTrue)
        {
            _console.MarkupLineInterpolated($"   [green]ok[/]      {what}");
        }
        else
        {
            _console.MarkupLineInterpolated($"   [red]NOT SO[/]  {what}");
        }
    }

    /// <summary>Shows numbers that change until <paramref name="work"/> has ended.</summary>
    public Task WatchAsync(Task work, Func<IReadOnlyDictionary<string, int>> numbers) =>
        _console.Profile.Capabilities.Interactive ? WatchLiveAsync(work, numbers) : WatchPlainAsync(work, numbers);

    private async Task WatchLiveAsync(Task work, Func<IReadOnlyDictionary<string, int>> numbers)
    {
        var table = new Table().Border(TableBorder.Rounded).AddColumns([.. numbers().Keys.Select(name => new TableColumn(name).RightAligned())]);
        table.AddRow([.. numbers().Values.Select(value => value.ToString())]);
        await _console.Live(new Padder(table, new Padding(3, 0, 0, 0))).StartAsync(async live =>
        {
            bool ended;
            do
            {
                ended = await HasEndedAsync(work, LiveInterval);
                var column = 0;
                foreach (var value in numbers().Values)
                {
                    table.UpdateCell(0, column++, value.ToString());
                }

                live.Refresh();
            }
            while (!ended);
        });
        await work;
    }

    private async Task WatchPlainAsync(Task work, Func<IReadOnlyDictionary<string, int>> numbers)
    {
        bool ended;
        do
        {
            ended = await HasEndedAsync(work, PlainInterval);
            Say(string.Join(", ", numbers().Select(number => $"{number.Key} {number.Value}")));
        }
        while (!ended);
        await work;
    }

    private static async Task<bool> HasEndedAsync(Task work, TimeSpan patience)
    {
        var pause = Task.Delay(patience, TimeProvider.System);
        return await Task.WhenAny(work, pause) == work;
    }
}
