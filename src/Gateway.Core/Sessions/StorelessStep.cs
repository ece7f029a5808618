using Gateway.Core.Primitives;
using Gateway.Core.Stores;
using Gateway.Core.Timing;
using Gateway.Core.Tokens;

namespace Gateway.Core.Sessions;

/// <summary>What can be done while the store is away: serve good tokens, refresh late and without the lease, and never log in.</summary>
internal sealed class StorelessStep(WorkContext context, Jitter jitter)
{
    public async Task<WorkReport> RunAsync(WorkIntent intent, Session? known, LogoutMark? unsavedLogout, CancellationToken cancellationToken)
    {
        if (intent.Kind == WorkKind.Logout || unsavedLogout is not null)
        {
            return context.Report(new WorkOutcome.LoggedOut(unsavedLogout ?? new LogoutMark(context.Now)), null);
        }

        var now = context.Now;
        if (intent.IsAboutCode || intent.Kind == WorkKind.Unlock)
        {
            return context.ReportStoreFailure(known);
        }

        if (intent.IsSatisfiedBy(known, now))
        {
            return context.Report(new WorkOutcome.Usable(known, SessionOrigin.Known), known);
        }

        if (known is null || !known.CanBeRefreshed(now) || intent.Kind is WorkKind.ForcedLogin or WorkKind.Start)
        {
            return context.ReportStoreFailure(known);
        }

        // Replicas cannot agree on who refreshes, so each waits for a moment of its own; but a token that is refused serves nobody meanwhile.
        var lead = RefreshPlan.For(known, context.Account.Upstream.RefreshBeforeExpiry, jitter).Lead;
        if (intent.Kind != WorkKind.Replace && now < known.ExpiresAt - (lead / 4))
        {
            return context.Report(new WorkOutcome.Usable(known, SessionOrigin.Known), known) with
            {
                DeferredUntil = RefreshPlan.WithoutLease(known, lead, jitter),
            };
        }

        return await context.Protocol.RefreshAsync(known, cancellationToken) switch
        {
            RefreshResult.Granted(var grant) => context.Judge(context.Renew(known, grant), SessionOrigin.Refresh),
            RefreshResult.Failed(TokenFailure.Transient failure) => context.Report(new WorkOutcome.Failed(failure, WorkStage.Refresh), known),
            _ => context.ReportStoreFailure(known with { RefreshToken = null }),
        };
    }
}
