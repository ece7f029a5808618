using System.Buffers.Text;
using System.Security.Cryptography;

namespace Sandbox.Stx;

/// <summary>Every session and token that the exchange has issued, and the rules of their life.</summary>
internal sealed class SessionRegistry(StxKnobs knobs, Func<DateTimeOffset> now)
{
    private readonly Lock _lock = new();
    private readonly AccessTokenWriter _writer = new();
    private readonly List<StxSession> _sessions = [];
    private readonly Dictionary<string, AccessTokenRecord> _accessTokens = new(StringComparer.Ordinal);
    private readonly Dictionary<string, RefreshTokenRecord> _refreshTokens = new(StringComparer.Ordinal);

    public StxSession Open(StxUser user, string? deviceId)
    {
        var session = new StxSession(user, deviceId);
        lock (_lock)
        {
            if (knobs.SingleSessionPerUser)
            {
                Revoke_NeedsLock(other => other.User == user);
            }

            _sessions.Add(session);
        }

        return session;
    }

    public IssuedTokens Issue(StxSession session)
    {
        lock (_lock)
        {
            return new IssuedTokens(session, IssueAccess_NeedsLock(session), IssueRefresh_NeedsLock(session));
        }
    }

    /// <summary>Renews with a refresh token. Null is a refusal; what the token was is told either way.</summary>
    public IssuedTokens? Renew(string refreshToken, string? bearer, out RefreshTokenState state)
    {
        lock (_lock)
        {
            state = StateOfRefresh_NeedsLock(refreshToken, out var record);
            if (record is null || (knobs.NewTokenNeedsBearer && !IsOfSession_NeedsLock(bearer, record.Session)))
            {
                return null;
            }

            if (state == RefreshTokenState.Spent && knobs.RefreshReuse == RefreshReuse.RevokeSession)
            {
                Revoke_NeedsLock(session => session == record.Session);
            }

            var reusable = state == RefreshTokenState.Spent && knobs.RefreshReuse == RefreshReuse.Accept;
            return state == RefreshTokenState.Good || reusable ? Renew_NeedsLock(record) : null;
        }
    }

    public TokenState StateOfAccess(string? token, out StxSession? session)
    {
        session = null;
        if (token is null)
        {
            return TokenState.None;
        }

        lock (_lock)
        {
            if (!_accessTokens.TryGetValue(token, out var record))
            {
                return TokenState.Unknown;
            }

            session = record.Session;
            return record.StateAt(now());
        }
    }

    public RefreshTokenState StateOfRefresh(string? token)
    {
        if (token is null)
        {
            return RefreshTokenState.None;
        }

        lock (_lock)
        {
            return StateOfRefresh_NeedsLock(token, out _);
        }
    }

    public void Revoke(Func<StxSession, bool> which)
    {
        lock (_lock)
        {
            Revoke_NeedsLock(which);
        }
    }

    public void RevokeAccess(Func<StxSession, bool> which)
    {
        lock (_lock)
        {
            foreach (var session in _sessions.Where(which))
            {
                RevokeAccess_NeedsLock(session);
            }
        }
    }

    public int Living(StxUser user)
    {
        lock (_lock)
        {
            return _sessions.Count(session => session.User == user && IsLiving_NeedsLock(session));
        }
    }

    private IssuedTokens Renew_NeedsLock(RefreshTokenRecord record)
    {
        var session = record.Session;
        if (knobs.RenewalRevokesAccessTokens)
        {
            RevokeAccess_NeedsLock(session);
        }

        var access = IssueAccess_NeedsLock(session);
        if (knobs.EmptyRefreshTokenOnRenewal)
        {
            return new IssuedTokens(session, access, "");
        }

        if (!knobs.RotateRefreshTokens)
        {
            return new IssuedTokens(session, access, record.Text);
        }

        record.IsSpent = true;
        return new IssuedTokens(session, access, IssueRefresh_NeedsLock(session));
    }

    private string IssueAccess_NeedsLock(StxSession session)
    {
        var issuedAt = now();
        var expiresAt = issuedAt + knobs.AccessTokenLifetime;
        if (knobs.TokensHaveExp)
        {
            // What the claim says, which knows whole seconds only, is what counts.
            expiresAt = DateTimeOffset.FromUnixTimeSeconds(expiresAt.ToUnixTimeSeconds());
        }

        var record = new AccessTokenRecord(session, expiresAt);
        var text = _writer.Write(session, issuedAt, knobs.TokensHaveExp ? expiresAt : null);
        _accessTokens.Add(text, record);
        session.AccessTokens.Add(record);
        return text;
    }

    private string IssueRefresh_NeedsLock(StxSession session)
    {
        var text = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32));
        var record = new RefreshTokenRecord(text, session, now() + knobs.RefreshTokenLifetime);
        _refreshTokens.Add(text, record);
        session.RefreshTokens.Add(record);
        return text;
    }

    private RefreshTokenState StateOfRefresh_NeedsLock(string token, out RefreshTokenRecord? record) =>
        _refreshTokens.TryGetValue(token, out record) ? record.StateAt(now()) : RefreshTokenState.Unknown;

    private bool IsOfSession_NeedsLock(string? bearer, StxSession session) =>
        bearer is not null
        && _accessTokens.TryGetValue(bearer, out var record)
        && record.Session == session
        && record.StateAt(now()) is TokenState.Good or TokenState.Expired;

    private bool IsLiving_NeedsLock(StxSession session) =>
        session.AccessTokens.Exists(token => token.StateAt(now()) == TokenState.Good)
        || session.RefreshTokens.Exists(token => token.StateAt(now()) == RefreshTokenState.Good);

    private void Revoke_NeedsLock(Func<StxSession, bool> which)
    {
        foreach (var session in _sessions.Where(which))
        {
            session.IsRevoked = true;
        }
    }

    private static void RevokeAccess_NeedsLock(StxSession session)
    {
        foreach (var token in session.AccessTokens)
        {
            token.IsRevoked = true;
        }
    }
}
