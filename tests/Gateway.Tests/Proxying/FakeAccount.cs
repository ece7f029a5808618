using System.Collections.Concurrent;
using Gateway.Core.Credentials;
using Gateway.Core.Primitives;
using Gateway.Core.Sessions;
using Gateway.Core.Tokens;
using Gateway.Core.Upstreams;

namespace Gateway.Tests.Proxying;

/// <summary>An account whose token is whatever the test says.</summary>
internal sealed class FakeAccount : IAccountSession
{
    public FakeAccount(string name, string baseUrl, bool passCookies = false, Uri? proxy = null)
    {
        Definition = new AccountDefinition
        {
            Name = AccountName.Parse(name),
            Upstream = new UpstreamDefinition
            {
                Name = "stx",
                Protocol = "Stx",
                BaseUrl = new Uri(baseUrl),
                AuthUrl = new Uri(baseUrl),
                PassCookies = passCookies,
                Proxy = proxy,
            },
            Credentials = new CredentialSettings(),
        };
        Lookup = _ => ValueTask.FromResult(new TokenLookup(SessionWith("token-of-" + name)));
    }

    public AccountDefinition Definition { get; set; }

    public Func<CancellationToken, ValueTask<TokenLookup>> Lookup { get; set; }

    public IUpstreamProtocol Protocol { get; init; } = new BearerProtocol();

    /// <summary>The actions that somebody asked for.</summary>
    public ConcurrentQueue<string> Asked { get; } = new();

    public AccountSnapshot Snapshot { get; } = new() { Budget = new LoginBudgetStatus(5, 5, null) };

    public event Action<AccountSnapshot>? Changed
    {
        add { }
        remove { }
    }

    public ValueTask<TokenLookup> GetTokenAsync(CancellationToken cancellationToken) => Lookup(cancellationToken);

    /// <summary>What takes the place of a refused token.</summary>
    public Func<long, CancellationToken, ValueTask<Session?>> Replace { get; set; } = (_, _) => ValueTask.FromResult<Session?>(null);

    public ConcurrentQueue<(long Version, ReplayOutcome Outcome)> Replays { get; } = new();

    public ValueTask<Session?> ReplaceRefusedAsync(long refusedVersion, CancellationToken cancellationToken) => Replace(refusedVersion, cancellationToken);

    public void NoteReplay(long version, ReplayOutcome outcome) => Replays.Enqueue((version, outcome));

    public Task<AccountProblem?> LoginAsync(bool force, CancellationToken cancellationToken) => AskAsync("login");

    public Task<AccountProblem?> RefreshAsync(CancellationToken cancellationToken) => AskAsync("refresh");

    public Task<AccountProblem?> LogoutAsync(CancellationToken cancellationToken) => AskAsync("logout");

    private Task<AccountProblem?> AskAsync(string action)
    {
        Asked.Enqueue(action);
        return Task.FromResult<AccountProblem?>(null);
    }

    public Task<CodeSubmission> SubmitCodeAsync(Secret code, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<AccountProblem?> ResendCodeAsync(CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<AccountProblem?> UnlockAsync(CancellationToken cancellationToken) => throw new NotSupportedException();

    public void HasProblem(AccountProblem problem) => Lookup = _ => ValueTask.FromResult(new TokenLookup(problem));

    public static Session SessionWith(string token) => new()
    {
        AccessToken = new Secret(token),
        IssuedAt = DateTimeOffset.UnixEpoch,
        ExpiresAt = DateTimeOffset.MaxValue,
        Version = 1,
        Owner = new SessionOwner("http://upstream", "bot"),
    };
}
