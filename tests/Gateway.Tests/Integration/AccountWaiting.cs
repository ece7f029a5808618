using Gateway.Core.Sessions;

namespace Gateway.Tests.Integration;

internal static class AccountWaiting
{
    /// <summary>The account's first snapshot, from now on, that meets a condition. Fails with what the account says when patience ends.</summary>
    public static async Task<AccountSnapshot> WhenAsync(
        this IAccountSession account, Func<AccountSnapshot, bool> condition, TimeSpan patience, CancellationToken cancellationToken)
    {
        var seen = new TaskCompletionSource<AccountSnapshot>(TaskCreationOptions.RunContinuationsAsynchronously);
        account.Changed += Look;
        try
        {
            Look(account.Snapshot);
            return await seen.Task.WaitAsync(patience, cancellationToken);
        }
        catch (TimeoutException e)
        {
            throw new TimeoutException($"Last: {account.Snapshot.State}, {account.Snapshot.Problem?.Detail}", e);
        }
        finally
        {
            account.Changed -= Look;
        }

        void Look(AccountSnapshot snapshot)
        {
            if (condition(snapshot))
            {
                seen.TrySetResult(snapshot);
            }
        }
    }
}
