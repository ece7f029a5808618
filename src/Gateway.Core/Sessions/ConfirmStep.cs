using Gateway.Core.Primitives;
using Gateway.Core.Stores;
using Gateway.Core.Tokens;
using Gateway.Core.TwoFactor;

namespace Gateway.Core.Sessions;

/// <summary>Gives a code to the login that waits for it. A code is an attempt like a password: on record before it is sent, within the budget.</summary>
internal sealed class ConfirmStep(WorkContext context, IStoreLease lease)
{
    private const int MostResends = 3;

    private readonly LoginBudget _budget = LoginBudget.Of(context.Account);

    /// <summary>Gives the code that a person brought.</summary>
    public Task<WorkReport> GiveAsync(TwoFactorChallenge? waiting, Session? session, Secret code, CancellationToken cancellationToken)
    {
        if (waiting is null)
        {
            return Task.FromResult(context.Report(new WorkOutcome.NoCodeExpected("The account does not wait for a code."), session));
        }

        return context.Now >= waiting.ExpiresAt
            ? Task.FromResult(context.Report(new WorkOutcome.NeedsCode(waiting), session))
            : SendAsync(waiting, session, new CodeResult.Found(code, null), cancellationToken);
    }

    /// <summary>Gives the code that the account's own source brought, if it is still the right one for what the store holds now.</summary>
    public async Task<WorkReport> GiveObtainedAsync(
        TwoFactorChallenge waiting, Session? session, ObtainedCode? obtained, AccountRecords records, CancellationToken cancellationToken)
    {
        if (obtained is null || !obtained.Challenge.Reference.Equals(waiting.Reference))
        {
            // It was fetched for another login, or none was: the source is asked for this one.
            return context.Report(new WorkOutcome.NeedsCode(waiting), session);
        }

        return obtained.Result switch
        {
            CodeResult.Found { Step: null, Code: var code } when waiting.LastRefused is { } refused && Fingerprint.Matches(refused, code.Reveal()) =>
                NotGiven("refused_code_again", "The source brought the code that was refused before; it is not sent again."),
            CodeResult.Found { Step: { } step } when step <= records.Totp?.Step || step != Totp.StepAt(context.Now + waiting.Skew) =>
                NotGiven("code_step_over", "The time step of the code was used elsewhere or is over; the next one is taken."),
            CodeResult.Found found => await SendAsync(waiting, session, found, cancellationToken),
            CodeResult.Failed(var message) => NotGiven("no_code", message),
            var unknown => throw new InvalidOperationException($"Unknown code result {unknown.GetType().Name}."),
        };

        WorkReport NotGiven(string code, string message) =>
            context.Report(new WorkOutcome.CodeNotGiven(waiting, new(code, message, Sent: false)), session);
    }

    /// <summary>Has the code sent once more; null if only a new login does that.</summary>
    public async Task<WorkReport?> ResendAsync(TwoFactorChallenge? waiting, Session? session, CancellationToken cancellationToken)
    {
        if (waiting is null)
        {
            return context.Report(new WorkOutcome.NoCodeExpected("The account does not wait for a code."), session);
        }

        var now = context.Now;
        if (now >= waiting.ExpiresAt)
        {
            return null;
        }

        if (waiting.Resends >= MostResends)
        {
            return context.Report(
                new WorkOutcome.CodeNotGiven(
                    waiting, new("too_many_resends", $"The code was sent again {MostResends} times already; use the newest one, or log in afresh.")),
                session);
        }

        // Counted before it is asked for, as every attempt.
        var counted = waiting with { Resends = waiting.Resends + 1 };
        if (await context.SaveAsync(lease, [RecordChange.Set(counted)], cancellationToken) != StoreStatus.Ok)
        {
            return context.ReportStoreFailure(session);
        }

        switch (await context.Protocol.ResendCodeAsync(waiting, cancellationToken))
        {
            case ResendResult.Sent:
                var renewed = counted with { RequestedAt = now, ExpiresAt = now + (waiting.ExpiresAt - waiting.RequestedAt) };
                await context.SaveAnswerAsync(lease, UnsavedAnswer.Of(renewed, session, context.Ledger));
                return context.Report(new WorkOutcome.NeedsCode(renewed), session);
            case ResendResult.Failed(var failure):
                return context.Report(new WorkOutcome.CodeNotGiven(counted, failure), session);
            default:
                return null;
        }
    }

    private static string Doubt(bool isSame) =>
        $"An earlier attempt with {(isSame ? "this" : "another")} code got no answer and may have been accepted, which ends the login that waited for it.";

    private async Task<WorkReport> SendAsync(
        TwoFactorChallenge waiting, Session? session, CodeResult.Found found, CancellationToken cancellationToken)
    {
        var now = context.Now;
        if (context.Records is { HidesWhatForbidsLogin: true })
        {
            return context.Report(new WorkOutcome.LedgerUnreadable(), session);
        }

        var allowedAt = _budget.NextAllowed(context.Ledger, now);
        if (allowedAt > now)
        {
            return context.Report(new WorkOutcome.BudgetSpent(allowedAt), session);
        }

        if (context.Protocol.JudgeCode(waiting, found.Code) is { } problem)
        {
            return context.Report(new WorkOutcome.WrongCode(waiting, $"{problem} It was not sent, and no attempt is counted."), session);
        }

        var ledger = _budget.Spend(context.Ledger, now);
        // Until an answer says otherwise the upstream may have accepted it, even if this process dies before it reads one.
        var sent = waiting with { LastUnanswered = Fingerprint.Create(found.Code.Reveal()) };
        RecordChange[] beside = found.Step is { } step
            ? [RecordChange.Set(sent), RecordChange.Set(new TotpStep(step))]
            : [RecordChange.Set(sent)];
        if (!await context.RecordAttemptAsync(lease, ledger, beside, cancellationToken))
        {
            return context.Report(
                new WorkOutcome.CodeNotGiven(waiting, new("store_unavailable", "The store cannot be written, so no code may be sent.", Sent: false)),
                session);
        }

        switch (await context.Protocol.ConfirmTwoFactorAsync(waiting, found.Code, cancellationToken))
        {
            case ConfirmResult.Granted(var grant):
                var confirmed = grant with
                {
                    // Answers to a code may leave out what the password's answer has told already.
                    SessionId = grant.SessionId ?? waiting.Reference,
                    UserId = grant.UserId ?? waiting.UserId,
                };
                return await context.FinishAsync(context.Begin(confirmed, session, waiting.Login), SessionOrigin.Login, lease);

            case ConfirmResult.AnotherRequired(var next):
                await context.SaveAnswerAsync(lease, UnsavedAnswer.Of(next, session, context.Ledger));
                return context.Report(new WorkOutcome.NeedsCode(next) { IsNext = true }, session);

            case ConfirmResult.WrongCode(var message):
                // An answer about this login says that it was not over before.
                var isInDoubt = waiting.LastUnanswered is { } before && Fingerprint.Matches(before, found.Code.Reveal());
                var counted = waiting with
                {
                    WrongCodes = waiting.WrongCodes + 1,
                    LastRefused = sent.LastUnanswered,
                    LastUnanswered = isInDoubt ? waiting.LastUnanswered : null,
                };
                await context.SaveAnswerAsync(lease, UnsavedAnswer.Of(counted, session, context.Ledger));
                return context.Report(new WorkOutcome.WrongCode(counted, isInDoubt ? $"{Doubt(true)} {message}" : message), session);

            case ConfirmResult.ChallengeOver(var message):
                // Kept, so that it stays known that a code was wanted; nothing has a new one sent by itself.
                var over = waiting with { ExpiresAt = now };
                await context.SaveAnswerAsync(lease, UnsavedAnswer.Of(over, session, context.Ledger));
                return waiting.LastUnanswered is { } unanswered
                    ? context.Report(new WorkOutcome.CodeUnsettled(over, $"{Doubt(Fingerprint.Matches(unanswered, found.Code.Reveal()))} {message}"), session)
                    : context.Report(new WorkOutcome.WrongCode(over, message), session);

            case ConfirmResult.Failed(var failure):
                if (!failure.Sent)
                {
                    context.Ledger = LoginBudget.Refund(ledger, now);
                    await context.SaveAsync(lease, [RecordChange.Set(context.Ledger), RecordChange.Set(waiting)], cancellationToken);
                    return context.Report(new WorkOutcome.CodeNotGiven(waiting, failure), session);
                }

                var unsure = failure with { Message = $"{failure.Message} Whether the code was accepted is not known; it can be given again." };
                return context.Report(new WorkOutcome.CodeNotGiven(sent, unsure), session);

            case var unknown:
                throw new InvalidOperationException($"Unknown confirm result {unknown.GetType().Name}.");
        }
    }
}
