using Gateway.Core.Tokens;

namespace Gateway.Core.Sessions;

/// <summary>Makes sessions out of what upstreams grant, judged on the gateway's own clock. Pure.</summary>
internal static class SessionMaker
{
    /// <summary>The session that a login brought.</summary>
    public static (Session Session, TimeSpan Skew) Begin(
        TokenGrant grant, SessionOwner owner, long versionBefore, DateTimeOffset begunAt, DateTimeOffset now, TimeSpan defaultLifetime)
    {
        // An answer that lay unread while the process stood still is old: its Date header says nothing about the clocks.
        var serverTime = grant.ServerTime >= begunAt - TokenExpiry.IgnoredSkew && grant.ServerTime <= now ? now : grant.ServerTime;
        var expiry = TokenExpiry.Judge(grant.AccessToken, serverTime, now, defaultLifetime);
        var session = new Session
        {
            AccessToken = grant.AccessToken,
            RefreshToken = grant.RefreshToken,
            RefreshTokenExpiresAt = grant.RefreshToken is null ? null : now + grant.RefreshTokenLifetime,
            SessionId = grant.SessionId,
            UserId = grant.UserId,
            UserUid = grant.UserUid,
            IssuedAt = expiry.IssuedAt,
            ExpiresAt = expiry.ExpiresAt,
            // Counts on across logouts and lost stores, where the number before is not known. The time is that of the lease:
            // who stood still in the middle of the work and lost it must not outdo the session that was made meanwhile.
            Version = Math.Max(versionBefore + 1, begunAt.ToUnixTimeMilliseconds()),
            Owner = owner,
            Details = grant.Details,
            Warnings = grant.Warnings,
        };
        return (session, expiry.Skew);
    }

    /// <summary>The session that a refresh brought: what the answer leaves out goes on as it was.</summary>
    public static (Session Session, TimeSpan Skew) Renew(
        Session old, TokenGrant grant, DateTimeOffset begunAt, DateTimeOffset now, TimeSpan defaultLifetime)
    {
        var (fresh, skew) = Begin(grant, old.Owner, old.Version, begunAt, now, defaultLifetime);
        var session = fresh with
        {
            RefreshToken = fresh.RefreshToken ?? old.RefreshToken,
            RefreshTokenExpiresAt = fresh.RefreshToken is null ? old.RefreshTokenExpiresAt : fresh.RefreshTokenExpiresAt,
            SessionId = fresh.SessionId ?? old.SessionId,
            UserId = fresh.UserId ?? old.UserId,
            UserUid = fresh.UserUid ?? old.UserUid,
            LastRefreshAt = now,
            Details = old.Details.SetItems(fresh.Details),
        };
        return (session, skew);
    }
}
