using Gateway.Core.Stores;
using Gateway.Core.Tokens;
using Gateway.Core.TwoFactor;

namespace Gateway.Core.Sessions;

/// <summary>
/// Fetches a code from the account's own source. That may take a minute, in which neither the lease nor the account's work is held: the
/// session is refreshed in time, and operators are served. It ends when nobody waits for the code any more.
/// </summary>
internal sealed class CodeErrand(AccountDefinition account, ITwoFactorCodeSource source, ISessionStore store, SnapshotCell cell, TimeProvider clock)
{
    /// <summary>What the source brought; null if nobody waits for it any more.</summary>
    public async Task<ObtainedCode?> RunAsync(TwoFactorChallenge challenge, CancellationToken stopping)
    {
        using var needless = CancellationTokenSource.CreateLinkedTokenSource(stopping);
        void Look(AccountSnapshot snapshot)
        {
            if (IsOver(snapshot, challenge))
            {
                needless.Cancel();
            }
        }

        cell.Swap(current => (current with { IsFetchingCode = true }).DueBy(null, clock.GetUtcNow()));
        cell.Changed += Look;
        try
        {
            Look(cell.Current);
            var loaded = await store.LoadAsync(account.Name, needless.Token);
            var lastStep = loaded.IsOk ? loaded.Value.Totp?.Step : null;
            return new ObtainedCode(
                challenge, await source.GetAsync(new CodeRequest(account.Name, challenge.RequestedAt, challenge.Skew, lastStep), needless.Token));
        }
        catch (OperationCanceledException) when (needless.IsCancellationRequested)
        {
            return null;
        }
        finally
        {
            cell.Changed -= Look;
            cell.Swap(current => current with { IsFetchingCode = false });
        }
    }

    private static bool IsOver(AccountSnapshot snapshot, TwoFactorChallenge challenge) =>
        snapshot.State is AccountState.Active or AccountState.LoggedOut
        || (snapshot.Challenge is { } current && !current.Reference.Equals(challenge.Reference));
}
