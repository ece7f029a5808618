using Gateway.Core.Tokens;

namespace Gateway.Core.Sessions;

/// <summary>
/// What refused tokens have taught: how long a token is left alone after it was fetched, and whether the last refresh that a refusal
/// asked for has helped. Immutable; pure.
/// </summary>
/// <param name="Pause">A token younger than this is not refreshed for a refusal.</param>
/// <param name="Fetched">The version of the token that was last fetched for a refusal; zero for none.</param>
/// <param name="IsJudged">Whether it is known if that token helped.</param>
/// <param name="IsVain">Whether the last token that was judged was refused as well.</param>
internal sealed record RefusalRecord(TimeSpan Pause, long Fetched = 0, bool IsJudged = false, bool IsVain = false)
{
    private static readonly TimeSpan ShortestPause = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(60);

    /// <summary>Nothing was refused yet.</summary>
    public static RefusalRecord None { get; } = new(ShortestPause);

    /// <summary>False while the session is so young that another refresh would not help, or where only a password would follow a vain one.</summary>
    public bool AllowsRefresh(Session session, DateTimeOffset now)
    {
        // A clock that was set back makes every token younger than nothing; that must not keep one for hours.
        var age = now - session.IssuedAt;
        return (age < TimeSpan.Zero || age >= Pause) && (!IsVain || session.CanBeRefreshed(now));
    }

    /// <summary>A refusal has brought this token; it is the next one to be judged.</summary>
    public RefusalRecord After(long fetched) => fetched == Fetched ? this : this with { Fetched = fetched, IsJudged = false };

    /// <summary>One request says how the token did. One that was taken outweighs all that were refused: those were about something else.</summary>
    public RefusalRecord Judge(long version, ReplayOutcome outcome) => outcome switch
    {
        _ when version != Fetched => this,
        ReplayOutcome.Accepted => this with { Pause = ShortestPause, IsJudged = true, IsVain = false },
        ReplayOutcome.Refused when !IsJudged => this with { Pause = Doubled(Pause), IsJudged = true, IsVain = true },
        _ => this,
    };

    private static TimeSpan Doubled(TimeSpan pause) => pause * 2 < LongestPause ? pause * 2 : LongestPause;
}
