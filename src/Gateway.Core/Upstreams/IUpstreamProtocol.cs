using Gateway.Core.Primitives;
using Gateway.Core.Tokens;

namespace Gateway.Core.Upstreams;

/// <summary>
/// How one kind of upstream is logged in to. Implementations keep no state of accounts and never throw for what an upstream
/// answers or fails to answer; only cancellation by the caller ends in an exception.
/// </summary>
public interface IUpstreamProtocol
{
    /// <summary>How this upstream refuses a token, and what may be sent again afterwards.</summary>
    IRefusalRules Refusals { get; }

    /// <summary>The query parameter in which the handshake of a socket carries the access token as well; null if the header is enough.</summary>
    string? SocketTokenParameter => null;

    /// <summary>Whose session a login with this name makes; compared before a stored session is used.</summary>
    SessionOwner OwnerOf(string login);

    /// <summary>
    /// What a login depends on besides the account's credentials, such as the keys of a project, as one text read now; null if nothing. A
    /// refusal is remembered together with it, so that a change of it is tried.
    /// </summary>
    Secret? ReadLoginSetup() => null;

    /// <summary>Sends the password, or what the account's method has in its place, once.</summary>
    Task<LoginResult> LoginAsync(LoginRequest request, CancellationToken cancellationToken);

    /// <summary>
    /// What is wrong with the form of a code, as a sentence; null if it may be right. Asked before the code is counted as an attempt: what has
    /// a form that no code of this challenge has is never sent.
    /// </summary>
    string? JudgeCode(TwoFactorChallenge challenge, Secret code) => null;

    /// <summary>Gives the code that a login waits for, once.</summary>
    Task<ConfirmResult> ConfirmTwoFactorAsync(TwoFactorChallenge challenge, Secret code, CancellationToken cancellationToken);

    /// <summary>Has the code of a login that waits for it sent once more.</summary>
    Task<ResendResult> ResendCodeAsync(TwoFactorChallenge challenge, CancellationToken cancellationToken);

    /// <summary>Spends the session's refresh token, once.</summary>
    Task<RefreshResult> RefreshAsync(Session session, CancellationToken cancellationToken);

    /// <summary>Tells the upstream that the session is over. Best effort: null when it worked, else the reason.</summary>
    Task<TokenFailure?> LogoutAsync(Session session, string deviceId, CancellationToken cancellationToken);

    /// <summary>
    /// Puts the session's credentials on a request that is about to be forwarded; removing the caller's own came before. Replaces what
    /// an earlier call has put there: a request can be sent again with a newer session.
    /// </summary>
    void Stamp(HttpRequestMessage request, Session session);
}
