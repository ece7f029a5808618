using System.Globalization;
using System.Text;
using Gateway.Core.Primitives;
using Gateway.Core.Tokens;
using Gateway.Core.TwoFactor;

namespace Gateway.Core.Tests.Simulation;

/// <summary>
/// An upstream without mercy: a refresh token works once, a second time ends the whole session; a login ends the session before it;
/// a code works once and only in its own step or the one after.
/// </summary>
internal sealed class StrictUpstream
{
    public static readonly TimeSpan AccessLife = TimeSpan.FromHours(1);
    private static readonly TimeSpan RefreshLife = TimeSpan.FromHours(24);
    private static readonly TimeSpan CodeLife = TimeSpan.FromMinutes(10);

    private readonly World _world;
    private readonly Witness _witness;
    private readonly Dictionary<string, UpstreamToken> _refreshTokens = [];
    private readonly Dictionary<string, (UpstreamSession Session, TimeSpan EndsAt)> _accessTokens = [];
    private int _serial;

    public StrictUpstream(World world, Witness witness, int accounts)
    {
        _world = world;
        _witness = witness;
        Users = [.. Enumerable.Range(0, accounts).Select(number => new UpstreamUser(number))];
    }

    public IReadOnlyList<UpstreamUser> Users { get; }

    public int Logins { get; private set; }

    public int Refreshes { get; private set; }

    public static string LoginOf(int account) => string.Create(CultureInfo.InvariantCulture, $"bot{account}@example.com");

    public bool Accepts(string accessToken) =>
        _accessTokens.TryGetValue(accessToken, out var known) && !known.Session.IsRevoked && _world.Now < known.EndsAt;

    public LoginResult Login(string login, SessionOwner owner, int replica)
    {
        var user = Users[int.Parse(login.AsSpan(3, login.IndexOf('@', StringComparison.Ordinal) - 3), CultureInfo.InvariantCulture)];
        _world.Note(10, user.Number);
        _world.Tell(user.Number, $"replica {replica} sends a password");
        _witness.SawAttempt(user, replica);
        if (user.AuthenticatorKey is null)
        {
            return new LoginResult.Granted(Begin(user, replica));
        }

        var reference = string.Create(CultureInfo.InvariantCulture, $"challenge-{++_serial}");
        user.Challenge = (reference, _world.Now + CodeLife);
        return new LoginResult.TwoFactorRequired(new TwoFactorChallenge
        {
            Kind = "totp",
            Reference = new Secret(reference),
            Owner = owner,
            Login = login,
            RequestedAt = _world.Clock.GetUtcNow(),
            ExpiresAt = _world.Clock.GetUtcNow() + CodeLife,
        });
    }

    public ConfirmResult Confirm(string login, string reference, string code, int replica)
    {
        var user = Users[int.Parse(login.AsSpan(3, login.IndexOf('@', StringComparison.Ordinal) - 3), CultureInfo.InvariantCulture)];
        _world.Note(11, user.Number);
        _world.Tell(user.Number, $"replica {replica} sends code {code}");
        _witness.SawAttempt(user, replica);
        if (user.Challenge is not { } challenge || challenge.Reference != reference || challenge.Until < _world.Now)
        {
            return new ConfirmResult.ChallengeOver("This login is over.");
        }

        var step = Totp.StepAt(_world.Clock.GetUtcNow());
        for (var candidate = step; candidate >= step - 1; candidate--)
        {
            if (Totp.Compute(user.AuthenticatorKey, candidate) == code)
            {
                if (!user.StepsUsed.Add(candidate))
                {
                    _witness.SawStepAgain(user, replica);
                    return new ConfirmResult.WrongCode("This code was used before.");
                }

                user.Challenge = null;
                return new ConfirmResult.Granted(Begin(user, replica));
            }
        }

        return new ConfirmResult.WrongCode("This is not the code.");
    }

    public RefreshResult Refresh(string refreshToken, int replica)
    {
        if (!_refreshTokens.TryGetValue(refreshToken, out var token))
        {
            return Refused("unknown");
        }

        _world.Note(12, token.Family.User.Number);
        _world.Tell(token.Family.User.Number, $"replica {replica} sends {refreshToken}, spent: {token.Spent}, session ended: {token.Family.IsRevoked}");
        if (token.Spent is not null)
        {
            _witness.SawTokenAgain(token, replica);
            token.Family.IsRevoked = true;
            return Refused("it was used before, so the whole session is ended");
        }

        token.Spent = (replica, _world.Now);
        if (token.Family.IsRevoked || _world.Now > token.At + RefreshLife)
        {
            return Refused("its session is over");
        }

        Refreshes++;
        return new RefreshResult.Granted(Grant(token.Family, replica));
    }

    private static RefreshResult.Failed Refused(string why) => new(new TokenFailure.Rejected("invalid_refresh_token", $"The token is refused: {why}."));

    private TokenGrant Begin(UpstreamUser user, int replica)
    {
        Logins++;
        if (user.Session is { IsRevoked: false } living && _world.Now < living.AccessEndsAt)
        {
            _witness.SawSecondSession(living, replica);
        }

        _ = user.Session?.IsRevoked = true;
        user.Session = new UpstreamSession(user);
        return Grant(user.Session, replica);
    }

    private TokenGrant Grant(UpstreamSession session, int replica)
    {
        var serial = ++_serial;
        var refresh = string.Create(CultureInfo.InvariantCulture, $"refresh-{serial}");
        session.AccessEndsAt = _world.Now + AccessLife;
        session.Newest = new UpstreamToken(session, replica, _world.Now);
        _refreshTokens[refresh] = session.Newest;
        var endsAt = _world.Clock.GetUtcNow() + AccessLife;
        var claims = string.Create(CultureInfo.InvariantCulture, $"{{\"exp\":{endsAt.ToUnixTimeSeconds()},\"n\":{serial}}}");
        var access = $"e30.{System.Buffers.Text.Base64Url.EncodeToString(Encoding.ASCII.GetBytes(claims))}.x";
        // A replica's clock may be a moment behind.
        _accessTokens[access] = (session, session.AccessEndsAt + TimeSpan.FromSeconds(3));
        return new TokenGrant
        {
            AccessToken = new Secret(access),
            RefreshToken = new Secret(refresh),
            RefreshTokenLifetime = RefreshLife,
            UserId = string.Create(CultureInfo.InvariantCulture, $"user-{session.User.Number}"),
            ServerTime = _world.Clock.GetUtcNow(),
        };
    }
}
