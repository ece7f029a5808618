using Gateway.Core.Primitives;
using Gateway.Core.Sessions;
using Gateway.Core.Tokens;
using Gateway.Settings;

namespace Gateway.Proxying.Sockets;

/// <summary>Whether an open socket still has the right to be open. A token that was replaced by a newer one takes nothing from it.</summary>
internal static class SocketJudge
{
    /// <summary>Why it must end; null if it may go on.</summary>
    public static SocketEnd? Judge(SocketTunnel socket, IAccountDirectory accounts, DateTimeOffset now)
    {
        var name = socket.Account.Definition.Name;
        if (socket.Caller is { } standing && JudgeCaller(standing.Current, name) is { } end)
        {
            return end;
        }

        if (!accounts.TryGet(name, out var account))
        {
            return SocketEnd.AccountRemoved;
        }

        // Built anew for another user it starts without a session that could tell.
        var snapshot = account.Snapshot;
        var isOther = snapshot is { Session: null, State: not AccountState.LoggedOut } && !IsOfSameUser(account, socket.Account);
        return isOther ? SocketEnd.OtherUser : Judge(snapshot, socket.Owner, now);
    }

    private static bool IsOfSameUser(IAccountSession one, IAccountSession other) => one == other
        || (one.Definition.IsOfUser(other.Definition) && one.Protocol.OwnerOf(string.Empty) == other.Protocol.OwnerOf(string.Empty));

    private static SocketEnd? JudgeCaller(CallerDefinition? caller, AccountName account) => caller switch
    {
        null => SocketEnd.KeyRemoved,
        _ when !caller.MayUse(account) => SocketEnd.CallerNotAllowed,
        { ReadOnly: true } => SocketEnd.CallerReadOnly,
        _ => null,
    };

    private static SocketEnd? Judge(AccountSnapshot snapshot, SessionOwner owner, DateTimeOffset now) => snapshot switch
    {
        { State: AccountState.LoggedOut } => SocketEnd.LoggedOut,
        { Session: { } session } when session.Owner != owner => SocketEnd.OtherUser,
        _ => NeedsAPerson(snapshot.State) && snapshot.UsableSession(now) is null ? SocketEnd.SessionLost : null,
    };

    // While an upstream is merely out of reach the session may well be good.
    private static bool NeedsAPerson(AccountState state) => state is AccountState.Rejected or AccountState.TwoFactorRequired
        or AccountState.BudgetExhausted or AccountState.MissingCredentials;
}
