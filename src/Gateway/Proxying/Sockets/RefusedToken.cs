using Gateway.Core.Sessions;
using Gateway.Core.Tokens;

namespace Gateway.Proxying.Sockets;

/// <summary>Another token in place of one that an upstream has refused.</summary>
internal static class RefusedToken
{
    /// <summary>The session to try next; null if there is no other.</summary>
    public static async Task<Session?> ReplaceAsync(IAccountSession account, Session refused, CancellationToken cancellationToken)
    {
        if (account.Snapshot.Session?.Version is not { } version || version <= refused.Version)
        {
            await account.RefreshAsync(cancellationToken);
        }

        var lookup = await account.GetTokenAsync(cancellationToken);
        return lookup.Session is { } session && session.Version > refused.Version ? session : null;
    }
}
