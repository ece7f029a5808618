namespace Sandbox.StackAuth;

/// <summary>The state of the stand-in: projects, users, sessions, codes, knobs and the journal of its calls. Thread-safe.</summary>
public sealed class StackAuthService : StandIn<StackAuthCall>
{
    public const string DefaultProjectId = "5ac0a074-0000-4000-8000-000000000001";
    public const string DefaultPublishableClientKey = "pck_sandbox00000000000000000000000000000000000000";
    public const string DefaultSecretServerKey = "ssk_sandbox00000000000000000000000000000000000000";
    public const string DefaultSuperSecretAdminKey = "sak_sandbox00000000000000000000000000000000000000";
    public const string DefaultEmail = "bot@example.com";
    public const string DefaultPassword = "sandbox-password";

    private readonly Lock _lock = new();
    private readonly List<StackAuthProject> _projects = [];
    private readonly List<StackAuthUser> _users = [];

    public StackAuthService(TimeProvider? clock = null)
        : base(clock, new CallJournal<StackAuthCall>(StackAuthOperations.Matches))
    {
        Sessions = new SessionBook(Knobs, () => Now);
        Codes = new CodeDesk(Knobs, () => Now);
        Tokens = new AccessTokenDesk(this);
        DefaultProject = new StackAuthProject(DefaultProjectId, DefaultPublishableClientKey, DefaultSecretServerKey, DefaultSuperSecretAdminKey);
        _projects.Add(DefaultProject);
        DefaultUser = AddUser(DefaultEmail, DefaultPassword);
    }

    public StackAuthKnobs Knobs { get; } = new();

    /// <summary>The project that is always there.</summary>
    public StackAuthProject DefaultProject { get; }

    /// <summary>The user who is always there: <see cref="DefaultEmail"/> with <see cref="DefaultPassword"/>, in <see cref="DefaultProject"/>.</summary>
    public StackAuthUser DefaultUser { get; }

    /// <summary>The mails with sign-in codes, oldest first. A snapshot.</summary>
    public IReadOnlyList<StackAuthMail> Mails => Codes.Mails;

    internal SessionBook Sessions { get; }

    internal CodeDesk Codes { get; }

    internal AccessTokenDesk Tokens { get; }

    /// <summary>The address that tokens name as their issuer, without a trailing slash; the server's own unless set before.</summary>
    internal string ApiUrl { get; set; } = "";

    /// <summary>The bases that an issuer may have: sessions live on when the host's name changes.</summary>
    internal IEnumerable<string> IssuerUrls => [ApiUrl, PublicHosts.StackAuthUrl, PublicHosts.HexclaveUrl];

    private protected override TimeSpan ClockSkew => Knobs.ClockSkew;

    internal IReadOnlyList<StackAuthUser> Users
    {
        get
        {
            lock (_lock)
            {
                return [.. _users];
            }
        }
    }

    /// <summary>Makes a project with keys of its own.</summary>
    public StackAuthProject AddProject()
    {
        var project = new StackAuthProject(Guid.NewGuid().ToString(), "pck_" + RandomText.New(), "ssk_" + RandomText.New(), "sak_" + RandomText.New());
        lock (_lock)
        {
            _projects.Add(project);
        }

        return project;
    }

    /// <summary>Makes a user with a verified e-mail address, in the default project unless told otherwise.</summary>
    public StackAuthUser AddUser(string email, string password, StackAuthProject? project = null)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(email);
        var user = new StackAuthUser(project ?? DefaultProject, Normal(email), Now) { Password = password, EmailVerified = true };
        return TryAdd(user) ? user : throw new ArgumentException($"There is a user '{email}' already.", nameof(email));
    }

    /// <summary>Changes the password as a server would, and ends every session of the user.</summary>
    public void ChangePassword(StackAuthUser user, string password)
    {
        ArgumentNullException.ThrowIfNull(user);
        user.Password = password;
        Sessions.Each(session => session.User == user, session => session.IsGone = true);
    }

    /// <summary>The user and the user's sessions are gone; access tokens live on until they expire.</summary>
    public void DeleteUser(StackAuthUser user)
    {
        ArgumentNullException.ThrowIfNull(user);
        user.IsDeleted = true;
        lock (_lock)
        {
            _ = _users.Remove(user);
        }
    }

    /// <summary>How many sessions of this user could still be refreshed.</summary>
    public int LivingSessions(string email) => Sessions.Living(FindUser(DefaultProject, email) ?? throw NoUser(email));

    /// <summary>Ends sessions, of one user or of all: refresh tokens die, access tokens live on until they expire.</summary>
    public void RevokeSessions(string? email = null) => Sessions.Each(Of(email), session => session.IsGone = true);

    /// <summary>Lets sessions expire, of one user or of all; they stay listed.</summary>
    public void ExpireSessions(string? email = null) => Sessions.Each(Of(email), session => session.ExpiresAt = Now);

    /// <summary>Refuses the access tokens issued so far, of one user or of all; refresh tokens live.</summary>
    public void RevokeAccessTokens(string? email = null) => Tokens.Revoke(Of(email));

    internal static string Normal(string email) => email.Trim().ToLowerInvariant();

    internal StackAuthProject? FindProject(string? id)
    {
        lock (_lock)
        {
            return _projects.Find(project => project.Id == id);
        }
    }

    internal StackAuthUser? FindUser(StackAuthProject project, string email) =>
        Users.FirstOrDefault(user => user.Project == project && user.Email == Normal(email));

    internal StackAuthUser? FindUserById(StackAuthProject project, string? id) =>
        Users.FirstOrDefault(user => user.Project == project && user.Id == id);

    /// <summary>False when the address is taken.</summary>
    internal bool TryAdd(StackAuthUser user)
    {
        lock (_lock)
        {
            if (user.Email is not null && _users.Exists(other => other.Project == user.Project && other.Email == user.Email))
            {
                return false;
            }

            _users.Add(user);
            return true;
        }
    }

    /// <summary>The user whose password this is, or null. Counts as one attempt.</summary>
    internal StackAuthUser? CheckPassword(StackAuthProject project, string email, string password)
    {
        CountPasswordAttempt();
        return FindUser(project, email) is { UsesEmailToSignIn: true, Password: { } known } user && known == password ? user : null;
    }

    private static ArgumentException NoUser(string email) => new($"There is no user '{email}'.", nameof(email));

    private Func<StackAuthSession, bool> Of(string? email)
    {
        if (email is null)
        {
            return static _ => true;
        }

        return Users.Any(user => user.Email == Normal(email)) ? session => session.User.Email == Normal(email) : throw NoUser(email);
    }
}
