using Gateway.Core.Credentials;
using Gateway.Core.Stores;
using Gateway.Core.Tokens;
using Gateway.Core.Upstreams;
using Microsoft.Extensions.Logging;

namespace Gateway.Core.Sessions;

/// <summary>
/// The login of a piece of work. A password goes out only if no code is being waited for, these credentials were not refused before,
/// the budget allows it, and the attempt is on record.
/// </summary>
internal sealed partial class LoginStep(WorkContext context, CredentialMemo seenCredentials)
{
    private readonly LoginBudget _budget = LoginBudget.Of(context.Account);

    public async Task<WorkReport> RunAsync(
        WorkIntent intent,
        Session? session,
        AccountRecords records,
        TwoFactorChallenge? waiting,
        CredentialResult read,
        IStoreLease lease,
        CancellationToken cancellationToken)
    {
        var now = context.Now;
        if (waiting is not null && !intent.GivesUp(waiting, now))
        {
            return context.Report(new WorkOutcome.NeedsCode(waiting), session);
        }

        if (read is CredentialResult.Missing missing)
        {
            return context.Report(new WorkOutcome.CredentialsMissing(missing.Detail), session);
        }

        var credentials = ((CredentialResult.Found)read).Credentials;
        seenCredentials.Note(credentials, context.Protocol.ReadLoginSetup());
        if (records.Rejection is { } rejection && CredentialMark.Matches(rejection.Fingerprint, context.Protocol, credentials))
        {
            return context.Report(new WorkOutcome.Refused(rejection), session);
        }

        if (context.Records is { HidesWhatForbidsLogin: true })
        {
            return context.Report(new WorkOutcome.LedgerUnreadable(), session);
        }

        var allowedAt = _budget.NextAllowed(context.Ledger, now);
        if (allowedAt > now)
        {
            return context.Report(new WorkOutcome.BudgetSpent(allowedAt), session);
        }

        if (context.LoginPausedUntil - now is { } pause && pause > TimeSpan.Zero)
        {
            var paused = new TokenFailure.Transient(
                "login_paused", "The session cannot be refreshed any more, and a login has failed a short time ago.", pause, Sent: false);
            return context.Report(new WorkOutcome.Failed(paused, WorkStage.Login), session);
        }

        if (intent.Kind != WorkKind.ForcedLogin && context.LoginHeldUntil(session) is { } heldUntil)
        {
            var held = new TokenFailure.Transient(
                "store_settling",
                "The store has just come back, and another gateway may know of a login that waits for a code, or of one that was refused.",
                heldUntil - now,
                Sent: false);
            return context.Report(new WorkOutcome.Failed(held, WorkStage.Store), session);
        }

        // On record before the password leaves: a crash in between counts.
        var device = new DeviceIdentity(context.Account.DeviceId ?? records.Device?.Id ?? Guid.NewGuid().ToString());
        var ledger = _budget.Spend(context.Ledger, now);
        if (!await context.RecordAttemptAsync(lease, ledger, [RecordChange.Set(device)], cancellationToken))
        {
            return context.ReportStoreFailure(session);
        }

        Log.LoggingIn(context.Logger, context.Account.Name.Value, context.Account.Upstream.Name);
        var request = new LoginRequest(context.Account.Name, credentials, device.Id, context.Account.CodeLifetime);
        return await context.Protocol.LoginAsync(request, cancellationToken) switch
        {
            LoginResult.Granted(var grant) => await context.FinishAsync(
                context.Begin(grant, session, credentials.Login), SessionOrigin.Login, lease),
            LoginResult.TwoFactorRequired(var challenge) => await WaitForCodeAsync(challenge, session, lease),
            LoginResult.Failed(TokenFailure.Transient failure) => await GiveUpAsync(failure, now, session, lease, cancellationToken),
            LoginResult.Failed(var refusal) => await RememberAsync(refusal, credentials, session, lease),
            var unknown => throw new InvalidOperationException($"Unknown login result {unknown.GetType().Name}."),
        };
    }

    private async Task<WorkReport> WaitForCodeAsync(TwoFactorChallenge challenge, Session? session, IStoreLease lease)
    {
        await context.SaveAnswerAsync(lease, UnsavedAnswer.Of(challenge, session, context.Ledger));
        return context.Report(new WorkOutcome.NeedsCode(challenge), session);
    }

    private async Task<WorkReport> GiveUpAsync(
        TokenFailure.Transient failure, DateTimeOffset spentAt, Session? session, IStoreLease lease, CancellationToken cancellationToken)
    {
        if (!failure.Sent)
        {
            context.Ledger = LoginBudget.Refund(context.Ledger!, spentAt);
            await context.SaveAsync(lease, [RecordChange.Set(context.Ledger)], cancellationToken);
        }

        return context.Report(new WorkOutcome.Failed(failure, WorkStage.Login), session);
    }

    private async Task<WorkReport> RememberAsync(TokenFailure refusal, LoginCredentials credentials, Session? session, IStoreLease lease)
    {
        var rejection = new CredentialRejection(
            CredentialMark.Of(context.Protocol, credentials), refusal.Code, refusal.Message, context.Now, refusal is TokenFailure.Misconfigured);
        await context.SaveAnswerAsync(lease, UnsavedAnswer.Of(rejection, session, context.Ledger));
        return context.Report(new WorkOutcome.Refused(rejection), session);
    }

    private static partial class Log
    {
        [LoggerMessage(1100, LogLevel.Information, "Account {Account}: logging in to {Upstream}.", EventName = "LoggingIn")]
        public static partial void LoggingIn(ILogger logger, string account, string upstream);
    }
}
