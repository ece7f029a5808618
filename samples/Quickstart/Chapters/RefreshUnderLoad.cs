namespace Quickstart.Chapters;

/// <summary>Tokens are renewed before they end, while callers go on with the current one.</summary>
internal sealed class RefreshUnderLoad : IChapter
{
    private const int Renewals = 2;
    private static readonly TimeSpan Longest = 3 * Playground.TokenLifetime;
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan Afterwards = TimeSpan.FromSeconds(1);

    public string Title => $"{Crowd.Size} callers go on while the token is renewed, twice";

    public async Task PlayAsync(Playground playground, Screen screen, CancellationToken cancellationToken)
    {
        var journal = playground.Journal.FromNow();
        var crowd = new Crowd(playground.Bot, "{ accountBalance { availableBalance } }");
        using var enough = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);

        var asking = crowd.AskUntilAsync(enough.Token);
        var waiting = WaitForRenewalsAsync(journal, enough, cancellationToken);
        await screen.WatchAsync(Task.WhenAll(asking, waiting), () => new Dictionary<string, int>
        {
            ["calls"] = crowd.Answers + crowd.Failures,
            ["failed"] = crowd.Failures,
            ["newToken"] = journal.Renewals,
            ["expired tokens sent"] = journal.ExpiredTokens,
        });

        screen.Claim($"failed calls of {crowd.Answers + crowd.Failures}", crowd.Failures, 0);
        screen.Claim("newToken calls that the exchange saw", journal.Renewals, Renewals);
        screen.Claim("refresh tokens spent on them", journal.RefreshTokens, Renewals);
        screen.Claim("access tokens in use, one after the other", journal.AccessTokens, Renewals + 1);
        screen.Claim("expired tokens that the exchange saw", journal.ExpiredTokens, 0);
        screen.Claim("logins", journal.Logins, 0);
    }

    private static async Task WaitForRenewalsAsync(Journal journal, CancellationTokenSource enough, CancellationToken cancellationToken)
    {
        var begin = TimeProvider.System.GetTimestamp();
        while (journal.Renewals < Renewals && TimeProvider.System.GetElapsedTime(begin) < Longest)
        {
            await Task.Delay(Look, TimeProvider.System, cancellationToken);
        }

        await Task.Delay(Afterwards, TimeProvider.System, cancellationToken);
        await enough.CancelAsync();
    }
}
