namespace Quickstart.Chapters;

/// <summary>The first request logs in; whoever comes at the same time shares that login.</summary>
internal sealed class OneLogin : IChapter
{
    private const int Callers = 50;

    public string Title => "The bot has no credentials; the gateway has, and logs in when it is first needed";

    public async Task PlayAsync(Playground playground, Screen screen, CancellationToken cancellationToken)
    {
        var journal = playground.Journal;
        screen.Claim("logins before anybody has asked anything", journal.Logins, 0);

        screen.Say($"{Callers} callers ask for the account's profile, all at once.");
        var answers = await Task.WhenAll(Enumerable.Range(0, Callers).Select(_ =>
            playground.Bot.AskAsync("{ userProfile { email } }", cancellationToken: cancellationToken)));

        screen.Claim("callers with a good answer", answers.Count(answer => answer.IsGood), Callers);
        screen.Claim("logins that the exchange saw", journal.Logins, 1);
    }
}
