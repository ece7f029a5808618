using Gateway.Core.Primitives;
using Gateway.Core.Tokens;
using Microsoft.Extensions.Logging;

namespace Gateway.Core.Sessions;

/// <summary>What the log says of one account: what happened, to whom, what comes next and what a person can do.</summary>
internal sealed partial class AccountLog(ILogger logger, AccountDefinition definition)
{
    private readonly AccountName _account = definition.Name;

    /// <summary>Work ended by a defect.</summary>
    public void WorkBroke(Exception exception) => Log.WorkBroke(logger, _account, exception);

    /// <summary>One line for what a piece of work changed; none for what it left as it was.</summary>
    public void Tell(AccountSnapshot previous, AccountSnapshot next, WorkReport report, DateTimeOffset now)
    {
        switch (report.Outcome)
        {
            case WorkOutcome.Usable(var session, SessionOrigin.Login):
                Log.LoggedIn(logger, _account, session.ExpiresAt, next.RefreshAt);
                break;
            case WorkOutcome.Usable(var session, SessionOrigin.Refresh):
                Log.Refreshed(logger, _account, session.ExpiresAt, next.RefreshAt);
                break;
            case WorkOutcome.Usable(var session, SessionOrigin.Store):
                Log.TakenOver(logger, _account, session.ExpiresAt);
                break;
            case WorkOutcome.Failed(_, WorkStage.Refresh) when next.State == AccountState.Active:
                Log.RefreshFailed(logger, _account, next.LastError!.Message, next.RetryAt);
                break;
            case WorkOutcome.LoggedOut when previous.State != AccountState.LoggedOut:
                Log.LoggedOut(logger, _account);
                break;
            case WorkOutcome.NeedsCode(var challenge) when next.State == AccountState.TwoFactorRequired && definition.TwoFactor.IsAutomatic && now < challenge.ExpiresAt:
                // The middle of a login that needs no person.
                if (previous.Challenge?.Reference.Equals(challenge.Reference) != true)
                {
                    Log.FindsCode(logger, _account, definition.TwoFactor.GetType().Name);
                }

                break;
            case WorkOutcome.NeedsCode or WorkOutcome.WrongCode or WorkOutcome.CodeUnsettled or WorkOutcome.CodeNotGiven or WorkOutcome.Refused or WorkOutcome.CredentialsMissing or WorkOutcome.BudgetSpent or WorkOutcome.LedgerUnreadable or WorkOutcome.Failed
                when previous.State != next.State || previous.Problem?.Detail != next.Problem?.Detail:
                Log.CannotServe(logger, _account, next.Problem!.Code, next.Problem.Detail);
                break;
        }

        if (next.LastError is { Code: WaitingForCode.Dropped } dropped && dropped != previous.LastError)
        {
            Log.CodeDropped(logger, _account, dropped.Message);
        }

        if (next.Warnings.Contains(SessionWarning.TermsNotAccepted) && !previous.Warnings.Contains(SessionWarning.TermsNotAccepted))
        {
            Log.TermsNotAccepted(logger, _account, next.Session?.Owner.AuthOrigin);
        }

        if (report.StoreFailure is { } reason && !previous.StoreDown)
        {
            Log.StoreDown(logger, _account, reason);
        }
        else if (previous.StoreDown && !next.StoreDown)
        {
            Log.StoreBack(logger, _account);
        }

        if (report.Skew.Duration() > TokenExpiry.SuspiciousSkew)
        {
            Log.ClockSkew(logger, _account, report.Skew);
        }
    }

    /// <summary>One line for each refresh that was in vain, and one when a refresh helps again.</summary>
    public void TellOfReplay(RefusalRecord previous, RefusalRecord next)
    {
        if (next is { IsVain: true, IsJudged: true } && !previous.IsJudged)
        {
            Log.RefusedWithFreshToken(logger, _account, next.Pause);
        }
        else if (previous.IsVain && !next.IsVain)
        {
            Log.FreshTokenAccepted(logger, _account);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(1000, LogLevel.Information, "Account {Account}: logged in; the token ends at {ExpiresAt:u}, refresh at {RefreshAt:u}.", EventName = "LoggedIn")]
        public static partial void LoggedIn(ILogger logger, AccountName account, DateTimeOffset expiresAt, DateTimeOffset? refreshAt);

        [LoggerMessage(1001, LogLevel.Information, "Account {Account}: token refreshed; it ends at {ExpiresAt:u}, refresh at {RefreshAt:u}.", EventName = "Refreshed")]
        public static partial void Refreshed(ILogger logger, AccountName account, DateTimeOffset expiresAt, DateTimeOffset? refreshAt);

        [LoggerMessage(1002, LogLevel.Information, "Account {Account}: session taken over from the store, no login needed; the token ends at {ExpiresAt:u}.", EventName = "TakenOver")]
        public static partial void TakenOver(ILogger logger, AccountName account, DateTimeOffset expiresAt);

        [LoggerMessage(1003, LogLevel.Warning, "Account {Account}: the refresh failed and the current token is served on. {Reason} Next try at {RetryAt:u}.", EventName = "RefreshFailed")]
        public static partial void RefreshFailed(ILogger logger, AccountName account, string reason, DateTimeOffset? retryAt);

        [LoggerMessage(1004, LogLevel.Information, "Account {Account}: logged out by an operator.", EventName = "LoggedOut")]
        public static partial void LoggedOut(ILogger logger, AccountName account);

        [LoggerMessage(1005, LogLevel.Error, "Account {Account}: {Code}. {Detail}", EventName = "CannotServe")]
        public static partial void CannotServe(ILogger logger, AccountName account, string code, string detail);

        [LoggerMessage(1006, LogLevel.Warning, "Account {Account}: the upstream's clock differs from this machine's by {Skew}; expiry is corrected for it. Check the time service.", EventName = "ClockSkew")]
        public static partial void ClockSkew(ILogger logger, AccountName account, TimeSpan skew);

        [LoggerMessage(1008, LogLevel.Warning, "Account {Account}: the store cannot be used ({Reason}). Good tokens are served on; no password is sent until it is back.", EventName = "AccountWithoutStore")]
        public static partial void StoreDown(ILogger logger, AccountName account, string reason);

        [LoggerMessage(1009, LogLevel.Information, "Account {Account}: the store is back.", EventName = "AccountHasStore")]
        public static partial void StoreBack(ILogger logger, AccountName account);

        [LoggerMessage(1010, LogLevel.Warning, "Account {Account}: {Upstream} wants its terms accepted and may refuse requests until then. Log in at its own site as this user, and read and accept them; the gateway never does that for a person.", EventName = "TermsNotAccepted")]
        public static partial void TermsNotAccepted(ILogger logger, AccountName account, string? upstream);

        [LoggerMessage(1011, LogLevel.Warning, "Account {Account}: {Reason}", EventName = "CodeDropped")]
        public static partial void CodeDropped(ILogger logger, AccountName account, string reason);

        [LoggerMessage(1012, LogLevel.Information, "Account {Account}: the upstream wants a code, which the gateway finds by itself ({Source}).", EventName = "FindsCode")]
        public static partial void FindsCode(ILogger logger, AccountName account, string source);

        [LoggerMessage(1007, LogLevel.Error, "Account {Account}: the work on its session broke; it is tried again.", EventName = "WorkBroke")]
        public static partial void WorkBroke(ILogger logger, AccountName account, Exception exception);

        [LoggerMessage(1020, LogLevel.Warning, "Account {Account}: the upstream refused the token and a fresh one as well. The next refusal is answered by a refresh only after {Pause}. Look whether the user may do what was asked.", EventName = "RefusedWithFreshToken")]
        public static partial void RefusedWithFreshToken(ILogger logger, AccountName account, TimeSpan pause);

        [LoggerMessage(1021, LogLevel.Information, "Account {Account}: the upstream takes its tokens again after a refresh.", EventName = "FreshTokenAccepted")]
        public static partial void FreshTokenAccepted(ILogger logger, AccountName account);
    }
}
