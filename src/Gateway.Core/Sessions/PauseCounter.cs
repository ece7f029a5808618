using Gateway.Core.Primitives;
using Gateway.Core.Timing;
using Gateway.Core.Tokens;

namespace Gateway.Core.Sessions;

/// <summary>Counts the failures in a row of one account, logins and codes for themselves and refreshes for themselves, and makes its pauses of them.</summary>
internal sealed class PauseCounter(Jitter jitter)
{
    // A new login after one that the upstream ended costs a password and a mail: its first pause is 16 s.
    private const int StepsOfEndedLogin = 4;

    // Whoever made a login asks its source for the code first.
    private static readonly TimeSpan TurnOfMaker = TimeSpan.FromSeconds(70);

    private int _logins;
    private int _refreshes;

    /// <summary>The pauses after a piece of work; <paramref name="current"/> is the account before it.</summary>
    public Pauses After(AccountSnapshot current, WorkReport report, DateTimeOffset now)
    {
        var before = new Pauses(current.LoginRetryAt, current.RefreshRetryAt);
        switch (report.Outcome)
        {
            // Asking the store again hurts nobody, unlike another password.
            case WorkOutcome.Failed(var failure, WorkStage.Store):
                var askAgainAt = now + (failure.RetryAfter ?? AccountReports.StoreRetryInterval);
                return new Pauses(askAgainAt, askAgainAt);
            case WorkOutcome.Failed(var failure, WorkStage.Refresh):
                return before with { Refresh = Next(ref _refreshes, failure.RetryAfter) };
            case WorkOutcome.Failed(var failure, WorkStage.Login):
                return before with { Login = Next(ref _logins, failure.RetryAfter) };
            case WorkOutcome.Failed:
                return new Pauses(Next(ref _logins), Next(ref _refreshes));
            case WorkOutcome.CodeNotGiven(_, var failure):
                return before with { Login = Next(ref _logins, failure.RetryAfter) };
            case WorkOutcome.WrongCode(var challenge, _):
                return before with { Login = Next(ref _logins, steps: now < challenge.ExpiresAt ? 0 : StepsOfEndedLogin) };
            case WorkOutcome.CodeUnsettled:
                return before with { Login = Next(ref _logins, steps: StepsOfEndedLogin) };
            case WorkOutcome.NeedsCode(var challenge):
                // A new mail can be read at once. Its login may yet end as the one before, so the count goes on.
                return !IsNew(challenge, current.Challenge) ? before
                    : before with { Login = report.IsTakenOver ? challenge.RequestedAt + TurnOfMaker : null };
            // They say nothing about the upstream.
            case WorkOutcome.NoCodeExpected or WorkOutcome.Unchanged:
                return before;
            case WorkOutcome.Usable { Origin: SessionOrigin.Known }:
                _refreshes = 0;
                return before with { Refresh = null };
            case WorkOutcome.Refused or WorkOutcome.CredentialsMissing or WorkOutcome.BudgetSpent:
                _logins = 0;
                return before with { Login = null };
            default:
                (_logins, _refreshes) = (0, 0);
                return default;
        }

        DateTimeOffset Next(ref int failures, TimeSpan? retryAfter = null, int steps = 0) => now + Backoff.Pause(++failures + steps, retryAfter, jitter);
    }

    private static bool IsNew(TwoFactorChallenge challenge, TwoFactorChallenge? before) =>
        !challenge.Reference.Equals(before?.Reference) || challenge.RequestedAt != before?.RequestedAt;
}
