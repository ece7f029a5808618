using Gateway.Core.Credentials;
using Gateway.Core.Primitives;
using Gateway.Core.Sessions;
using Gateway.Core.Tokens;
using Gateway.Core.Upstreams;

namespace Gateway.Tests.Management;

/// <summary>An account whose snapshot and answers a test chooses; it writes down what was asked of it.</summary>
internal sealed class FakeAccount(string name) : IAccountSession
{
    public static readonly DateTimeOffset Start = new(2030, 1, 2, 3, 4, 5, TimeSpan.Zero);

    public List<string> Asked { get; } = [];

    public AccountProblem? Answer { get; set; }

    public CodeSubmission Submission { get; set; } = new CodeSubmission.Accepted();

    public AccountDefinition Definition { get; set; } = new()
    {
        Name = AccountName.Parse(name),
        Upstream = new UpstreamDefinition
        {
            Name = "stx",
            Protocol = "Stx",
            BaseUrl = new Uri("http://127.0.0.1:9"),
            AuthUrl = new Uri("http://127.0.0.1:9"),
        },
        Credentials = new CredentialSettings(),
    };

    public IUpstreamProtocol Protocol => throw new InvalidOperationException("No upstream is to be called.");

    public AccountSnapshot Snapshot { get; set; } = new() { Budget = new LoginBudgetStatus(5, 5, null) };

    public event Action<AccountSnapshot>? Changed;

    public FakeAccount Active()
    {
        Snapshot = Snapshot with
        {
            State = AccountState.Active,
            Started = true,
            RefreshAt = Start.AddMinutes(59),
            Session = new Session
            {
                AccessToken = new Secret("access-token-text"),
                RefreshToken = new Secret("refresh-token-text"),
                SessionId = new Secret("session-id-text"),
                UserId = "u-1",
                IssuedAt = Start,
                ExpiresAt = Start.AddMinutes(60),
                Version = 1,
                Owner = new SessionOwner("http://127.0.0.1:9", "bot@example.test"),
            },
        };
        Changed?.Invoke(Snapshot);
        return this;
    }

    public ValueTask<TokenLookup> GetTokenAsync(CancellationToken cancellationToken) =>
        throw new InvalidOperationException("Management and health never ask for a token.");

    public ValueTask<Session?> ReplaceRefusedAsync(long refusedVersion, CancellationToken cancellationToken) => throw new NotSupportedException();

    public void NoteReplay(long version, ReplayOutcome outcome) => throw new NotSupportedException();

    public Task<AccountProblem?> LoginAsync(bool force, CancellationToken cancellationToken) => DoAsync(force ? "login forced" : "login");

    public Task<AccountProblem?> RefreshAsync(CancellationToken cancellationToken) => DoAsync("refresh");

    public Task<AccountProblem?> LogoutAsync(CancellationToken cancellationToken) => DoAsync("logout");

    public Task<CodeSubmission> SubmitCodeAsync(Secret code, CancellationToken cancellationToken)
    {
        Asked.Add($"code {code.Reveal()}");
        return Task.FromResult(Submission);
    }

    public Task<AccountProblem?> ResendCodeAsync(CancellationToken cancellationToken) => DoAsync("resend");

    public Task<AccountProblem?> UnlockAsync(CancellationToken cancellationToken) => DoAsync("unlock");

    private Task<AccountProblem?> DoAsync(string what)
    {
        Asked.Add(what);
        return Task.FromResult(Answer);
    }
}
