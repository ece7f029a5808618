using Sandbox.Phoenix;

namespace Sandbox.Stx;

/// <summary>
/// What a test or a user may turn while the exchange runs. Thread-safe; a change applies to the next call. Lifetimes apply to tokens
/// issued after the change.
/// </summary>
public sealed class StxKnobs : SandboxKnobs
{
    /// <summary>How long an access token is good. Default: 60 minutes.</summary>
    public TimeSpan AccessTokenLifetime { get => Read(in field); set => Write(ref field, value); } = TimeSpan.FromMinutes(60);

    /// <summary>How long a refresh token is good, from its own issue. Default: 24 hours.</summary>
    public TimeSpan RefreshTokenLifetime { get => Read(in field); set => Write(ref field, value); } = TimeSpan.FromHours(24);

    /// <summary>Access tokens carry an <c>exp</c> claim. Without it they expire all the same. Default: true.</summary>
    public bool TokensHaveExp { get => Read(in field); set => Write(ref field, value); } = true;

    /// <summary>
    /// How far the exchange's own clock runs ahead of the true time: seen in the <c>Date</c> header and in <c>iat</c> and <c>exp</c>.
    /// Default: zero.
    /// </summary>
    public TimeSpan ClockSkew { get => Read(in field); set => Write(ref field, value); }

    /// <summary>A renewal answers a new refresh token and spends the old one; otherwise the same one is answered again. Default: true.</summary>
    public bool RotateRefreshTokens { get => Read(in field); set => Write(ref field, value); } = true;

    /// <summary>What happens when a spent refresh token is shown. Default: <see cref="RefreshReuse.RevokeSession"/>.</summary>
    public RefreshReuse RefreshReuse { get => Read(in field); set => Write(ref field, value); } = RefreshReuse.RevokeSession;

    /// <summary>A renewal answers an empty refresh token, and the old one stays good. Default: false.</summary>
    public bool EmptyRefreshTokenOnRenewal { get => Read(in field); set => Write(ref field, value); }

    /// <summary>A renewal kills the access tokens that the session had before. Default: false.</summary>
    public bool RenewalRevokesAccessTokens { get => Read(in field); set => Write(ref field, value); }

    /// <summary><c>newToken</c> is refused without a bearer of the same session, good or expired. Default: false.</summary>
    public bool NewTokenNeedsBearer { get => Read(in field); set => Write(ref field, value); }

    /// <summary>How GraphQL refuses a bad token. Default: <see cref="RefusalStyle.GraphQl200"/>.</summary>
    public RefusalStyle RefusalStyle { get => Read(in field); set => Write(ref field, value); } = RefusalStyle.GraphQl200;

    /// <summary>Refused fields are answered as null inside <c>data</c> instead of <c>"data":null</c>. Default: false.</summary>
    public bool RefusalsKeepData { get => Read(in field); set => Write(ref field, value); }

    /// <summary>A bad bearer is refused on public fields too. Default: false.</summary>
    public bool RefuseBadTokenOnPublicFields { get => Read(in field); set => Write(ref field, value); }

    /// <summary>
    /// Logins ask for the terms to be accepted, and account fields and REST answer 403 or an error until
    /// <see cref="StxUser.HasAcceptedTerms"/>. Default: false.
    /// </summary>
    public bool PromptTnc { get => Read(in field); set => Write(ref field, value); }

    /// <summary>How long a login code is good. Default: 10 minutes.</summary>
    public TimeSpan CodeLifetime { get => Read(in field); set => Write(ref field, value); } = TimeSpan.FromMinutes(10);

    /// <summary>How many wrong codes end a login that waits for one. Default: 5.</summary>
    public int CodeTries { get => Read(in field); set => Write(ref field, value); } = 5;

    /// <summary>A device that has given a code once is not asked again. Default: false.</summary>
    public bool TwoFactorPerDevice { get => Read(in field); set => Write(ref field, value); }

    /// <summary><c>send2Fa</c> sends a fresh code; otherwise it is refused. Default: true.</summary>
    public bool ResendsCodes { get => Read(in field); set => Write(ref field, value); } = true;

    /// <summary>A login ends every other session of the user. Default: false.</summary>
    public bool SingleSessionPerUser { get => Read(in field); set => Write(ref field, value); }

    /// <summary>Which id names a user in private topics. Default: <see cref="SocketUserName.Either"/>.</summary>
    public SocketUserName SocketUserName { get => Read(in field); set => Write(ref field, value); } = SocketUserName.Either;

    /// <summary>How a socket with a bad token is refused. Default: <see cref="SocketRefusal.Http403"/>.</summary>
    public SocketRefusal SocketRefusal { get => Read(in field); set => Write(ref field, value); } = SocketRefusal.Http403;

    /// <summary>How strictly the <c>Origin</c> of a socket is judged. Default: <see cref="SocketOriginCheck.Host"/>.</summary>
    public SocketOriginCheck SocketOriginCheck { get => Read(in field); set => Write(ref field, value); } = SocketOriginCheck.Host;

    /// <summary>How long a socket may be silent before it is closed, on the system's clock. Default: 60 seconds.</summary>
    public TimeSpan SocketSilence { get => Read(in field); set => Write(ref field, value); } = TimeSpan.FromSeconds(60);

    /// <summary>A socket is closed within a second after its token has ended. Default: false.</summary>
    public bool ClosesExpiredSockets { get => Read(in field); set => Write(ref field, value); }

    /// <summary>Sockets agree to <c>permessage-deflate</c>. Default: false.</summary>
    public bool CompressesSockets { get => Read(in field); set => Write(ref field, value); }

    internal override string OperationNames => "login, confirm2Fa, send2Fa, newToken, logout, query, query:<root field>, rest, invalid or any";

    internal override bool Knows(string operation) => StxOperations.IsKnown(operation);

    private protected override bool Matches(string pattern, string operation) => StxOperations.Matches(pattern, operation);
}
