namespace Sandbox.StackAuth;

/// <summary>The state of the stand-in: projects, users, sessions, codes, knobs and the journal of its calls. Thread-safe.</summary>
public sealed class StackAuthService
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
    private readonly CallJournal<StackAuthCall> _journal = new(StackAuthOperations.Matches);
    private Gate _streamGate = new();
    private int _passwordAttempts;

    public StackAuthService(TimeProvider? clock = null)
    {
        Clock = clock ?? TimeProvider.System;
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

    /// <summary>The last ten thousand calls, in order of arrival. A snapshot.</summary>
    public IReadOnlyList<StackAuthCall> Calls => _journal.Snapshot();

    /// <summary>The mails with sign-in codes, oldest first. A snapshot.</summary>
    public IReadOnlyList<StackAuthMail> Mails => Codes.Mails;

    /// <summary>How often a password was judged: what a lock-out would count.</summary>
    public int PasswordAttempts => Volatile.Read(ref _passwordAttempts);

    /// <summary>Holds the backend's <c>/api/v1/stream?gate=1</c> after its first event and gated uploads after their first piece.</summary>
    public Gate StreamGate => Volatile.Read(ref _streamGate);

    internal TimeProvider Clock { get; }

    internal SessionBook Sessions { get; }

    internal CodeDesk Codes { get; }

    internal AccessTokenDesk Tokens { get; }

    /// <summary>The address that tokens name as their issuer, without a trailing slash; the server's own unless set before.</summary>
    internal string ApiUrl { get; set; } = "";

    /// <summary>The bases that an issuer may have: sessions live on when the host's name changes.</summary>
    internal IEnumerable<string> IssuerUrls => [ApiUrl, PublicHosts.StackAuthUrl, PublicHosts.HexclaveUrl];

    /// <summary>The server's own idea of the time.</summary>
    internal DateTimeOffset Now => Clock.GetUtcNow() + Knobs.ClockSkew;

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

    /// <summary>How many calls of this operation arrived; <c>any</c> counts all.</summary>
    public int Count(string operation) => _journal.Count(operation);

    /// <summary>How many sessions of this user could still be refreshed.</summary>
    public int LivingSessions(string email) => Sessions.Living(FindUser(DefaultProject, email) ?? throw NoUser(email));

    /// <summary>Ends sessions, of one user or of all: refresh tokens die, access tokens live on until they expire.</summary>
    public void RevokeSessions(string? email = null) => Sessions.Each(Of(email), session => session.IsGone = true);

    /// <summary>Lets sessions expire, of one user or of all; they stay listed.</summary>
    public void ExpireSessions(string? email = null) => Sessions.Each(Of(email), session => session.ExpiresAt = Now);

    /// <summary>Refuses the access tokens issued so far, of one user or of all; refresh tokens live.</summary>
    public void RevokeAccessTokens(string? email = null) => Tokens.Revoke(Of(email));

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

    internal static string Normal(string email) => email.Trim().ToLowerInvariant();

    internal void Record(StackAuthCall call) => _journal.Add(call);

    internal IReadOnlyDictionary<string, int> Counts() => _journal.Counts();

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
        _ = Interlocked.Increment(ref _passwordAttempts);
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
