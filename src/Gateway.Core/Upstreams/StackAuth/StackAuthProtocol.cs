using Gateway.Core.Primitives;
using Gateway.Core.Tokens;

namespace Gateway.Core.Upstreams.StackAuth;

/// <summary>A Stack Auth project: sign-in by password, mailed code or server key, TOTP, refresh and sign-out.</summary>
internal sealed class StackAuthProtocol : IUpstreamProtocol
{
    private const string Totp = "totp";
    private const string Mail = "email";
    private const int TypedCharacters = 6;

    // The answers do not say; these are the server's own.
    private static readonly TimeSpan AttemptLifetime = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan MailedCodeLifetime = TimeSpan.FromDays(7);

    private readonly TimeProvider _clock;
    private readonly StackAuthCall _call;
    private readonly StackAuthOperations _operations;
    private readonly StackAuthProject _project;
    private readonly StackAuthStamp _stamp;
    private readonly string _owner;
    private readonly string _projectId;

    public StackAuthProtocol(UpstreamDefinition upstream, HttpMessageInvoker http, TimeProvider clock)
    {
        var options = (StackAuthOptions)upstream.Options;
        _clock = clock;
        _call = new StackAuthCall(http, clock);
        _operations = new StackAuthOperations(upstream.AuthUrl);
        _project = new StackAuthProject(options, clock);
        _projectId = options.ProjectId;
        _stamp = new StackAuthStamp(upstream.AuthUrl, _project);
        _owner = string.Join('/', upstream.AuthUrl.GetLeftPart(UriPartial.Authority), options.ProjectId, options.BranchId ?? "main");
        Refusals = new StackAuthRefusals(_stamp.IsProjectApi(upstream.BaseUrl));
    }

    public IRefusalRules Refusals { get; }

    public SessionOwner OwnerOf(string login) => new(_owner, login.Trim().ToLowerInvariant());

    public Secret ReadLoginSetup() => _project.Read();

    public Task<LoginResult> LoginAsync(LoginRequest request, CancellationToken cancellationToken) => request.Credentials.Method switch
    {
        StackAuthOtp method => SendCodeAsync(request, method, cancellationToken),
        StackAuthServerSession method => CreateSessionAsync(method, cancellationToken),
        _ => SignInAsync(request, cancellationToken),
    };

    public string? JudgeCode(TwoFactorChallenge challenge, Secret code)
    {
        var text = code.Reveal().Trim();
        return text.Length == TypedCharacters && (challenge.Kind == Mail || text.All(char.IsAsciiDigit)) ? null
            : challenge.Kind == Mail ? "A mailed code has six characters."
            : "The code of an authenticator has six digits.";
    }

    public async Task<ConfirmResult> ConfirmTwoFactorAsync(TwoFactorChallenge challenge, Secret code, CancellationToken cancellationToken)
    {
        if (JudgeCode(challenge, code) is { } problem)
        {
            return new ConfirmResult.WrongCode(problem);
        }

        var isMailed = challenge.Kind == Mail;
        using var request = isMailed
            ? _operations.CodeSignIn(code.Reveal().Trim().ToLowerInvariant() + challenge.Reference.Reveal())
            : _operations.MfaSignIn(challenge.Reference, code);
        var answer = await SendAsync(request, cancellationToken);
        if (answer.Failure is { } failure)
        {
            return new ConfirmResult.Failed(failure);
        }

        if (!answer.IsRefusal)
        {
            return StackAuthLoginAnswer.Grant(answer) is { } grant
                ? new ConfirmResult.Granted(grant)
                : new ConfirmResult.Failed(NoToken(answer));
        }

        return isMailed && AttemptOf(answer) is { } attempt
            ? new ConfirmResult.AnotherRequired(Challenge(Totp, attempt, challenge.Login, answer, AttemptLifetime))
            : StackAuthErrors.OfConfirm(answer, isMailed);
    }

    /// <summary>A code comes anew with a new attempt only, which counts as one.</summary>
    public Task<ResendResult> ResendCodeAsync(TwoFactorChallenge challenge, CancellationToken cancellationToken) =>
        Task.FromResult<ResendResult>(new ResendResult.Unsupported());

    public async Task<RefreshResult> RefreshAsync(Session session, CancellationToken cancellationToken)
    {
        if (session.RefreshToken is not { } refreshToken)
        {
            return new RefreshResult.Failed(new TokenFailure.Rejected("no_refresh_token", "The session has no refresh token."));
        }

        using var request = _operations.Refresh(refreshToken);
        var answer = await SendAsync(request, cancellationToken);
        return answer.Failure is { } failure ? new RefreshResult.Failed(failure)
            : answer.IsRefusal ? new RefreshResult.Failed(StackAuthErrors.OfRefresh(answer))
            : StackAuthLoginAnswer.Grant(answer) is { } grant ? new RefreshResult.Granted(grant)
            : new RefreshResult.Failed(NoToken(answer));
    }

    public async Task<TokenFailure?> LogoutAsync(Session session, string deviceId, CancellationToken cancellationToken)
    {
        var token = session.AccessToken;
        if (!session.IsUsable(_clock.GetUtcNow()))
        {
            switch (await RefreshAsync(session, cancellationToken))
            {
                case RefreshResult.Granted(var grant) when session.IsOfAnotherUser(grant):
                    return new TokenFailure.Transient("other_user", "The refresh before the sign-out brought a token of another user, who is not signed out.");
                case RefreshResult.Granted(var grant):
                    token = grant.AccessToken;
                    break;
                case RefreshResult.Failed(TokenFailure.Rejected):
                    return null;
                case RefreshResult.Failed(var unknown):
                    return unknown;
            }
        }

        using var request = _operations.SignOut(token);
        var answer = await SendAsync(request, cancellationToken);
        if (answer.Failure is { } failure)
        {
            // A session that is gone already is answered with status 500; whether it is gone a refresh tells.
            return await RefreshAsync(session, cancellationToken) is RefreshResult.Failed(TokenFailure.Rejected) ? null : failure;
        }

        return answer.IsRefusal ? StackAuthErrors.OfLogout(answer) : null;
    }

    public void Stamp(HttpRequestMessage request, Session session) => _stamp.Put(request, session);

    private async Task<LoginResult> SignInAsync(LoginRequest request, CancellationToken cancellationToken)
    {
        using var message = _operations.SignIn(request.Credentials);
        var answer = await SendAsync(message, cancellationToken);
        return AttemptOf(answer) is { } attempt
            ? new LoginResult.TwoFactorRequired(
                Challenge(Totp, attempt, request.Credentials.Login, answer, request.CodeLifetime ?? AttemptLifetime))
            : Result(answer);
    }

    private async Task<LoginResult> SendCodeAsync(LoginRequest request, StackAuthOtp method, CancellationToken cancellationToken)
    {
        using var message = _operations.SendCode(request.Credentials.Email, method.CallbackUrl);
        var answer = await SendAsync(message, cancellationToken);
        if (answer.Failure is { } failure)
        {
            return new LoginResult.Failed(failure);
        }

        if (answer.IsRefusal)
        {
            return new LoginResult.Failed(StackAuthErrors.OfSendCode(answer));
        }

        if (StackAuthLoginAnswer.Nonce(answer) is not { } nonce)
        {
            return new LoginResult.Failed(NoToken(answer));
        }

        var challenge = Challenge(Mail, nonce, request.Credentials.Login, answer, request.CodeLifetime ?? MailedCodeLifetime);
        return new LoginResult.TwoFactorRequired(challenge with { SentTo = Masked.Email(request.Credentials.Email) });
    }

    private async Task<LoginResult> CreateSessionAsync(StackAuthServerSession method, CancellationToken cancellationToken)
    {
        using var message = _operations.CreateSession(method.UserId);
        return Result(StackAuthForeignToken.RefuseUser(await SendAsync(message, asServer: true, cancellationToken), method.UserId));
    }

    private static LoginResult Result(StackAuthAnswer answer) =>
        answer.Failure is { } failure ? new LoginResult.Failed(failure)
        : answer.IsRefusal ? new LoginResult.Failed(StackAuthErrors.OfLogin(answer))
        : StackAuthLoginAnswer.Grant(answer) is { } grant ? new LoginResult.Granted(grant)
        : new LoginResult.Failed(NoToken(answer));

    private static Secret? AttemptOf(StackAuthAnswer answer) =>
        answer.Code == StackAuthCodes.MultiFactorRequired ? StackAuthLoginAnswer.AttemptCode(answer) : null;

    private static TokenFailure.Transient NoToken(StackAuthAnswer answer) =>
        new("unexpected_answer", $"{answer.Host} answered without what was asked for (status {answer.Status}).");

    private TwoFactorChallenge Challenge(string kind, Secret reference, string login, StackAuthAnswer answer, TimeSpan lifetime)
    {
        var now = _clock.GetUtcNow();
        return new TwoFactorChallenge
        {
            Kind = kind,
            Reference = reference,
            Owner = OwnerOf(login),
            Login = login,
            RequestedAt = now,
            ExpiresAt = now + lifetime,
            Skew = TokenExpiry.SkewOf(answer.ServerTime, now),
        };
    }

    private Task<StackAuthAnswer> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
        SendAsync(request, asServer: false, cancellationToken);

    private async Task<StackAuthAnswer> SendAsync(HttpRequestMessage request, bool asServer, CancellationToken cancellationToken) =>
        _project.PutOnOwn(request.Headers, asServer) is { } problem
            ? new StackAuthAnswer(string.Empty, 0, null, default, null, new("key_unreadable", problem, Sent: false))
            : StackAuthForeignToken.Refuse(await _call.SendAsync(request, cancellationToken), _projectId);
}
