namespace Quickstart.Chapters;

/// <summary>The session rests, encrypted, in the state folder; whoever starts on it goes on with it.</summary>
internal sealed class RestartWithoutLogin : IChapter
{
    public string Title => "The gateway is stopped and started again, on the same state folder";

    public async Task PlayAsync(Playground playground, Screen screen, CancellationToken cancellationToken)
    {
        var journal = playground.Journal.FromNow();
        await playground.RestartGatewayAsync(cancellationToken);

        var answer = await playground.Bot.AskAsync("{ userProfile { email } }", cancellationToken: cancellationToken);
        screen.Claim($"the next call: {answer.Text("userProfile", "email")}", answer.IsGood);
        screen.Claim("logins that the exchange saw", journal.Logins, 0);
    }
}
