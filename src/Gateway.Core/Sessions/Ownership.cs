using Gateway.Core.Credentials;
using Gateway.Core.Primitives;
using Gateway.Core.Tokens;
using Gateway.Core.Upstreams;
using Microsoft.Extensions.Logging;

namespace Gateway.Core.Sessions;

/// <summary>A session of another user or another upstream is never used, whatever account name it is stored under.</summary>
internal sealed partial class Ownership(AccountName account, IUpstreamProtocol protocol, CredentialResult credentials, ILogger logger)
{
    public Session? OnlyOwn(Session? session) => session is not null && IsOwn(session.Owner) ? session : null;

    public TwoFactorChallenge? OnlyOwn(TwoFactorChallenge? challenge) => challenge is not null && IsOwn(challenge.Owner) ? challenge : null;

    /// <summary>Of two with one version that one knows more which has less: its refresh token was refused, or its access token too.</summary>
    public static Session? Newest(Session? one, Session? other) =>
        one is null || (other is not null && (other.Version > one.Version || (other.Version == one.Version && IsLess(other, one)))) ? other : one;

    private static bool IsLess(Session one, Session other) =>
        one.RefreshToken is null && (other.RefreshToken is not null || one.ExpiresAt < other.ExpiresAt);

    private bool IsOwn(SessionOwner owner)
    {
        var login = credentials switch
        {
            CredentialResult.Found(var found) => found.Login,
            CredentialResult.Missing missing => missing.Login,
            _ => null,
        };
        if (owner == protocol.OwnerOf(login ?? owner.Login))
        {
            return true;
        }

        Log.ForeignSession(logger, account);
        return false;
    }

    private static partial class Log
    {
        [LoggerMessage(1104, LogLevel.Warning, "Account {Account}: the stored session belongs to another user or upstream and is not used.", EventName = "ForeignSession")]
        public static partial void ForeignSession(ILogger logger, AccountName account);
    }
}
