namespace Sandbox.StackAuth;

/// <summary>
/// What a test or a user may turn while the server runs. Thread-safe; a change applies to the next call. Lifetimes apply to what is issued
/// after the change.
/// </summary>
public sealed class StackAuthKnobs : SandboxKnobs
{
    /// <summary>How long an access token is good. Default: 10 minutes.</summary>
    public TimeSpan AccessTokenLifetime { get => Read(in field); set => Write(ref field, value); } = TimeSpan.FromMinutes(10);

    /// <summary>How long a refresh token is good, from the sign-in. Default: 365 days.</summary>
    public TimeSpan RefreshTokenLifetime { get => Read(in field); set => Write(ref field, value); } = TimeSpan.FromDays(365);

    /// <summary>
    /// How far the server's own clock runs ahead of the true time: seen in the <c>Date</c> header and in <c>iat</c> and <c>exp</c>.
    /// Default: zero.
    /// </summary>
    public TimeSpan ClockSkew { get => Read(in field); set => Write(ref field, value); }

    /// <summary>How long a mailed sign-in code is good. Default: 7 days.</summary>
    public TimeSpan CodeLifetime { get => Read(in field); set => Write(ref field, value); } = TimeSpan.FromDays(7);

    /// <summary>How long the attempt code of a sign-in that waits for a TOTP is good. Default: 5 minutes.</summary>
    public TimeSpan AttemptLifetime { get => Read(in field); set => Write(ref field, value); } = TimeSpan.FromMinutes(5);

    /// <summary>How many calls a code of either kind may be shown in. Default: 20.</summary>
    public int CodeTries { get => Read(in field); set => Write(ref field, value); } = 20;

    /// <summary>What a sign-out answers when its session is gone. Default: <see cref="StackAuth.SecondSignOut.ServerError500"/>.</summary>
    public SecondSignOut SecondSignOut { get => Read(in field); set => Write(ref field, value); }

    /// <summary>How revoked access tokens are refused. Default: <see cref="StackAuth.TokenRefusal.Expired"/>.</summary>
    public TokenRefusal TokenRefusal { get => Read(in field); set => Write(ref field, value); }

    /// <summary>Client calls without a publishable key are refused, in every project. Default: false.</summary>
    public bool DemandPublishableKey { get => Read(in field); set => Write(ref field, value); }

    /// <summary>
    /// The new kind of server: <c>x-hexclave-*</c> is read as <c>x-stack-*</c> and wins over it, and answers carry both families. The old
    /// kind knows <c>x-stack-*</c> alone. Default: true.
    /// </summary>
    public bool HexclaveHeaders { get => Read(in field); set => Write(ref field, value); } = true;

    /// <summary>
    /// Listing and deleting sessions is refused without <c>user_id</c>, as the real server does; otherwise the caller's own are meant.
    /// Default: true.
    /// </summary>
    public bool SessionsNeedUserId { get => Read(in field); set => Write(ref field, value); } = true;

    internal override string OperationNames => string.Join(", ", StackAuthOperations.All);

    internal override bool Knows(string operation) => StackAuthOperations.All.Contains(operation);

    private protected override bool Matches(string pattern, string operation) => StackAuthOperations.Matches(pattern, operation);
}
