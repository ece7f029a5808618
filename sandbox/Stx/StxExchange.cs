using Sandbox.Phoenix;

namespace Sandbox.Stx;

/// <summary>The state of the stand-in: its users, sessions, knobs and the journal of its calls. Thread-safe.</summary>
public sealed class StxExchange
{
    public const string DefaultEmail = "bot@example.com";
    public const string DefaultPassword = "sandbox-password";

    private readonly Lock _lock = new();
    private readonly List<StxUser> _users = [];
    private readonly CallJournal<StxCall> _journal = new(StxOperations.Matches);
    private Gate _streamGate = new();
    private int _passwordAttempts;

    public StxExchange(TimeProvider? clock = null)
    {
        Clock = clock ?? TimeProvider.System;
        Sessions = new SessionRegistry(Knobs, () => Now);
        TwoFactor = new TwoFactorDesk(Knobs, () => Now);
        DefaultUser = AddUser(DefaultEmail, DefaultPassword, "bot");
    }

    public StxKnobs Knobs { get; } = new();

    /// <summary>The sockets of <c>/socket/websocket</c>.</summary>
    public PhoenixHub Sockets { get; } = new();

    /// <summary>The user who is always there: <see cref="DefaultEmail"/> with <see cref="DefaultPassword"/>.</summary>
    public StxUser DefaultUser { get; }

    /// <summary>The last ten thousand calls, in order of arrival. A snapshot.</summary>
    public IReadOnlyList<StxCall> Calls => _journal.Snapshot();

    /// <summary>The mails with login codes, oldest first. A snapshot.</summary>
    public IReadOnlyList<StxMail> Mails => TwoFactor.Mails;

    /// <summary>How many logins arrived, also those that met a misbehaviour.</summary>
    public int LoginsSent => Count(StxOperations.Login);

    /// <summary>How often a password was judged: what a lock-out would count.</summary>
    public int PasswordAttempts => Volatile.Read(ref _passwordAttempts);

    /// <summary>Holds <c>/api/v1/stream?gate=1</c> after its first event and gated uploads after their first piece.</summary>
    public Gate StreamGate => Volatile.Read(ref _streamGate);

    internal TimeProvider Clock { get; }

    internal SessionRegistry Sessions { get; }

    internal TwoFactorDesk TwoFactor { get; }

    /// <summary>The exchange's own idea of the time.</summary>
    internal DateTimeOffset Now => Clock.GetUtcNow() + Knobs.ClockSkew;

    internal IReadOnlyList<StxUser> Users
    {
        get
        {
            lock (_lock)
            {
                return [.. _users];
            }
        }
    }

    /// <summary>Makes an account. Emails and usernames are compared without regard to case.</summary>
    public StxUser AddUser(string email, string password, string? username = null)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(email);
        ArgumentException.ThrowIfNullOrEmpty(password);
        var user = new StxUser(email, password, username ?? email);
        lock (_lock)
        {
            if (_users.Exists(other => other.IsNamed(email, null) || other.IsNamed(null, user.Username)))
            {
                throw new ArgumentException($"There is a user '{email}' already.", nameof(email));
            }

            _users.Add(user);
        }

        return user;
    }

    /// <summary>How many calls of this operation arrived; <c>query</c> and <c>any</c> count all that they cover.</summary>
    public int Count(string operation) => _journal.Count(operation);

    /// <summary>How many sessions of this user could still be used, by an access token or by a renewal.</summary>
    public int LivingSessions(string email) => Sessions.Living(FindUser(email));

    /// <summary>Kills every token of everybody.</summary>
    public void RevokeAllTokens() => RevokeSessions();

    /// <summary>Kills access tokens, of one user or of all; refresh tokens live.</summary>
    public void RevokeAccessTokens(string? email = null) => Sessions.RevokeAccess(Of(email));

    /// <summary>Ends sessions, of one user or of all: access and refresh tokens die.</summary>
    public void RevokeSessions(string? email = null) => Sessions.Revoke(Of(email));

    /// <summary>Forgets the journal, its counts and <see cref="PasswordAttempts"/>.</summary>
    public void ClearCalls()
    {
        _journal.Clear();
        Volatile.Write(ref _passwordAttempts, 0);
    }

    /// <summary>Completes when so many calls of this operation have arrived, counted as <see cref="Count"/> does.</summary>
    public Task WaitForCallsAsync(string operation, int count = 1, CancellationToken cancellationToken = default) =>
        _journal.UntilAsync(operation, count, cancellationToken);

    /// <summary>Lets go the streams and uploads that are held now; later ones meet a new <see cref="StreamGate"/>.</summary>
    public void ReleaseStreams() => Interlocked.Exchange(ref _streamGate, new Gate()).Release();

    internal bool HasUser(string email) => Users.Any(user => user.IsNamed(email, null));

    internal void Record(StxCall call) => _journal.Add(call);

    internal IReadOnlyDictionary<string, int> Counts() => _journal.Counts();

    /// <summary>The user whose password this is, or null. Counts as one attempt.</summary>
    internal StxUser? CheckPassword(string? email, string? username, string? password)
    {
        CountPasswordAttempt();
        return Users.FirstOrDefault(user => user.IsNamed(email, username) && user.HasPassword(password));
    }

    internal void CountPasswordAttempt() => Interlocked.Increment(ref _passwordAttempts);

    private StxUser FindUser(string email) =>
        Users.FirstOrDefault(user => user.IsNamed(email, null))
        ?? throw new ArgumentException($"There is no user '{email}'.", nameof(email));

    private Func<StxSession, bool> Of(string? email)
    {
        if (email is null)
        {
            return static _ => true;
        }

        var user = FindUser(email);
        return session => session.User == user;
    }
}
