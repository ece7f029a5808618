namespace Sandbox.StackAuth;

/// <summary>Every session of every project.</summary>
internal sealed class SessionBook(StackAuthKnobs knobs, Func<DateTimeOffset> now)
{
    private readonly Lock _lock = new();
    private readonly List<StackAuthSession> _sessions = [];

    public StackAuthSession Open(StackAuthUser user, TimeSpan? lifetime = null, bool isImpersonation = false)
    {
        var createdAt = now();
        var session = new StackAuthSession(user, createdAt, createdAt + (lifetime ?? knobs.RefreshTokenLifetime), isImpersonation);
        lock (_lock)
        {
            _sessions.Add(session);
        }

        return session;
    }

    public RefreshTokenState StateOf(string? refreshToken, out StackAuthSession? session)
    {
        session = null;
        if (refreshToken is null)
        {
            return RefreshTokenState.None;
        }

        lock (_lock)
        {
            session = _sessions.Find(known => known.RefreshToken == refreshToken);
        }

        return session?.StateAt(now()) ?? RefreshTokenState.Unknown;
    }

    /// <summary>Newest first; expired ones are listed as well, as the real server does.</summary>
    public IReadOnlyList<StackAuthSession> Of(StackAuthUser user)
    {
        lock (_lock)
        {
            return [.. _sessions.Where(session => session.User == user && !session.IsGone).Reverse()];
        }
    }

    public StackAuthSession? Find(StackAuthUser user, string id) => Of(user).FirstOrDefault(session => session.Id == id);

    /// <summary>False when it was gone already: of several at once, one takes it.</summary>
    public bool TryEnd(string id)
    {
        lock (_lock)
        {
            if (_sessions.Find(session => session.Id == id && !session.IsGone) is not { } session)
            {
                return false;
            }

            session.IsGone = true;
            return true;
        }
    }

    public void Each(Func<StackAuthSession, bool> which, Action<StackAuthSession> change)
    {
        lock (_lock)
        {
            foreach (var session in _sessions.Where(which))
            {
                change(session);
            }
        }
    }

    public int Living(StackAuthUser user) => Of(user).Count(session => session.StateAt(now()) == RefreshTokenState.Good);
}
