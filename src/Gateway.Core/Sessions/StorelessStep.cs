using Gateway.Core.Primitives;
using Gateway.Core.Stores;
using Gateway.Core.Timing;
using Gateway.Core.Tokens;

namespace Gateway.Core.Sessions;

/// <summary>What can be done while the store is away: serve good tokens, refresh late and without the lease, and never log in.</summary>
internal sealed class StorelessStep(WorkContext context, Jitter jitter, Func<CancellationToken, Task<bool>> isStoreBack)
{
    /// <summary>The report; null if the store is back after all, so that it is done under the lease.</summary>
    /// <param name="intent">What is wanted.</param>
    /// <param name="known">The session at hand.</param>
    /// <param name="drawn">The moment that was drawn for its refresh before; null if there is none yet.</param>
    /// <param name="unsavedLogout">An operator's logout that the store does not know.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<WorkReport?> RunAsync(
        WorkIntent intent, Session? known, DateTimeOffset? drawn, LogoutMark? unsavedLogout, CancellationToken cancellationToken)
    {
        var now = context.Now;
        if (intent.Kind == WorkKind.Logout || unsavedLogout is not null)
        {
            return context.Report(new WorkOutcome.LoggedOut(unsavedLogout ?? new LogoutMark(now)), null);
        }

        if (intent.IsAboutCode || intent.Kind == WorkKind.Unlock)
        {
            return context.ReportStoreFailure(known);
        }

        if (intent.IsSatisfiedBy(known, now))
        {
            return context.Report(new WorkOutcome.Usable(known, SessionOrigin.Known), known) with { DeferredUntil = drawn };
        }

        if (known is null || !known.CanBeRefreshed(now) || intent.Kind is WorkKind.ForcedLogin or WorkKind.Start)
        {
            return context.ReportStoreFailure(known);
        }

        // Replicas cannot agree on who refreshes, so each waits for a moment of its own, drawn once, however often the store is asked;
        // but a token that is refused serves nobody meanwhile.
        var moment = RefreshPlan.Late(known, context.Account.Upstream.RefreshBeforeExpiry, drawn, jitter);
        if (intent.Kind != WorkKind.Replace && now < moment)
        {
            return context.Report(new WorkOutcome.Usable(known, SessionOrigin.Known), known) with { DeferredUntil = moment };
        }

        // What is known of the store may be seconds old, and another gateway may have spent this refresh token under the lease.
        if (await isStoreBack(cancellationToken))
        {
            return null;
        }

        return await Renewal.RunAsync(context, known, cancellationToken) switch
        {
            RefreshResult.Granted(var grant) => context.Judge(context.Renew(known, grant), SessionOrigin.Refresh),
            RefreshResult.Failed(TokenFailure.Transient failure) => context.Report(new WorkOutcome.Failed(failure, WorkStage.Refresh), known),
            _ => context.ReportStoreFailure(intent.Kind == WorkKind.Replace ? known.Lost(now) : known.WithoutRefresh()),
        };
    }
}
