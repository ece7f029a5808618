using Sandbox.Phoenix;

namespace Sandbox.Stx;

/// <summary>The state of the stand-in: its users, sessions, knobs and the journal of its calls. Thread-safe.</summary>
public sealed class StxExchange : StandIn<StxCall>
{
    public const string DefaultEmail = "bot@example.com";
    public const string DefaultPassword = "sandbox-password";

    private readonly Lock _lock = new();
    private readonly List<StxUser> _users = [];

    public StxExchange(TimeProvider? clock = null)
        : base(clock, new CallJournal<StxCall>(StxOperations.Matches))
    {
        Sessions = new SessionRegistry(Knobs, () => Now);
        TwoFactor = new TwoFactorDesk(Knobs, () => Now);
        DefaultUser = AddUser(DefaultEmail, DefaultPassword, "bot");
    }

    public StxKnobs Knobs { get; } = new();

    /// <summary>The sockets of <c>/socket/websocket</c>.</summary>
    public PhoenixHub Sockets { get; } = new();

    /// <summary>The user who is always there: <see cref="DefaultEmail"/> with <see cref="DefaultPassword"/>.</summary>
    public StxUser DefaultUser { get; }

    /// <summary>The mails with login codes, oldest first. A snapshot.</summary>
    public IReadOnlyList<StxMail> Mails => TwoFactor.Mails;

    /// <summary>How many logins arrived, also those that met a misbehaviour.</summary>
    public int LoginsSent => Count(StxOperations.Login);

    internal SessionRegistry Sessions { get; }

    internal TwoFactorDesk TwoFactor { get; }

    private protected override TimeSpan ClockSkew => Knobs.ClockSkew;

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

    /// <summary>How many sessions of this user could still be used, by an access token or by a renewal.</summary>
    public int LivingSessions(string email) => Sessions.Living(FindUser(email));

    /// <summary>Kills every token of everybody.</summary>
    public void RevokeAllTokens() => RevokeSessions();

    /// <summary>Kills access tokens, of one user or of all; refresh tokens live.</summary>
    public void RevokeAccessTokens(string? email = null) => Sessions.RevokeAccess(Of(email));

    /// <summary>Ends sessions, of one user or of all: access and refresh tokens die.</summary>
    public void RevokeSessions(string? email = null) => Sessions.Revoke(Of(email));

    internal bool HasUser(string email) => Users.Any(user => user.IsNamed(email, null));

    /// <summary>The user whose password this is, or null. Counts as one attempt.</summary>
    internal StxUser? CheckPassword(string? email, string? username, string? password)
    {
        CountPasswordAttempt();
        return Users.FirstOrDefault(user => user.IsNamed(email, username) && user.HasPassword(password));
    }

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
