using System.Globalization;
using Sandbox.GraphQl;

namespace Sandbox.Stx;

/// <summary>Answers root fields.</summary>
internal sealed class Resolvers(StxExchange exchange)
{
    /// <summary>The value of a root field; <paramref name="call"/> learns what became of its refresh token.</summary>
    public object? Resolve(PlannedField field, Caller caller, StxCall call) => field.Name switch
    {
        "login" => Login(field, caller),
        "newToken" => NewToken(field, caller, call),
        "logout" => Logout(field, caller),
        "confirm2Fa" => ConfirmTwoFactor(field, caller),
        "send2Fa" => ResendCode(field),
        "termsAndConditions" => Public(caller, Terms),
        "marketInfos" => Public(caller, () => Markets(field)),
        "eventInfos" => Public(caller, () => MarketCatalogue.Events),
        "userProfile" => AccountFields.Profile(Account(caller)),
        "accountBalance" => AccountFields.Balance(Account(caller)),
        "myOrders" => AccountFields.Orders(Account(caller)),
        "confirmOrder" => AccountFields.Confirm(Account(caller), field.Object("userOrder")!, Written(exchange.Now)),
        _ => throw new InvalidOperationException($"The schema names {field.Name}, and nothing answers it."),
    };

    private Dictionary<string, object?> Login(PlannedField field, Caller caller)
    {
        var credentials = field.Object("credentials")!;
        var email = credentials.GetValueOrDefault("email") as string;
        var username = credentials.GetValueOrDefault("username") as string;
        var user = exchange.CheckPassword(email, username, credentials.GetValueOrDefault("password") as string)
            ?? throw new FieldRefusedException(FieldRefusedException.WrongPasswordText);
        var session = exchange.Sessions.Open(user, DeviceId(credentials));
        var needsCode = exchange.TwoFactor.IsNeeded(user, session.DeviceId);
        if (needsCode)
        {
            exchange.TwoFactor.Begin(session);
        }

        var tokens = needsCode ? null : exchange.Sessions.Issue(session);
        var result = LoginResult(session, tokens, caller);
        user.LastLoginAt = exchange.Now;
        return result;
    }

    private Dictionary<string, object?> NewToken(PlannedField field, Caller caller, StxCall call)
    {
        var tokens = exchange.Sessions.Renew(field.Text("refreshToken")!, caller.AccessToken, out var state);
        call.RefreshTokenState = state;
        return tokens is null ? throw FieldRefusedException.Unauthorized() : LoginResult(tokens.Session, tokens, caller);
    }

    private Dictionary<string, object?> ConfirmTwoFactor(PlannedField field, Caller caller)
    {
        var session = exchange.TwoFactor.Confirm(field.Text("code")!, field.Text("sessionId")!, field.Text("email")!);
        return LoginResult(session, exchange.Sessions.Issue(session), caller);
    }

    private Dictionary<string, object?> ResendCode(PlannedField field) =>
        exchange.Knobs.ResendsCodes && exchange.TwoFactor.SendAgain(field.Text("sessionId")!, field.Text("email")!)
            ? new Dictionary<string, object?>(StringComparer.Ordinal) { ["status"] = "ok" }
            : throw new FieldRefusedException(FieldRefusedException.NoLoginText);

    private Dictionary<string, object?> Logout(PlannedField field, Caller caller)
    {
        var session = Session(caller);
        var device = field.Object("deviceInfo")?.GetValueOrDefault("deviceId") as string ?? session.DeviceId;
        exchange.Sessions.Revoke(other =>
            other == session || (device is not null && other.User == session.User && other.DeviceId == device));
        return new Dictionary<string, object?>(StringComparer.Ordinal) { ["status"] = "ok" };
    }

    private Dictionary<string, object?> LoginResult(StxSession session, IssuedTokens? tokens, Caller caller)
    {
        var user = session.User;
        return new Dictionary<string, object?>(StringComparer.Ordinal)
        {
            ["token"] = tokens?.AccessToken,
            ["refreshToken"] = tokens?.RefreshToken,
            ["userId"] = user.UserId,
            ["userUid"] = user.UserUid,
            ["sessionId"] = session.Id,
            ["userStatus"] = "active",
            ["status"] = 1,
            ["promptTwoFactorAuth"] = tokens is null,
            ["promptTncAcceptance"] = MustAcceptTerms(user),
            ["tncId"] = MustAcceptTerms(user) ? TermsId : null,
            ["currentLoginAt"] = Written(exchange.Now),
            ["lastLoginAt"] = user.LastLoginAt is { } last ? Written(last) : null,
            ["deviceId"] = session.DeviceId,
            ["ipAddress"] = caller.IpAddress,
            ["limitsNumber"] = AccountFields.Limits,
            ["userProfile"] = AccountFields.Profile(user),
        };
    }

    private const string TermsId = "tnc-1";

    private static Dictionary<string, object?> Terms() => new(StringComparer.Ordinal)
    {
        ["tncId"] = TermsId,
        ["version"] = "1",
        ["content"] = "Nothing here is real.",
    };

    private static IEnumerable<IReadOnlyDictionary<string, object?>> Markets(PlannedField field)
    {
        var input = field.Object("input");
        var statuses = input?.GetValueOrDefault("status") as List<object?>;
        var sport = input?.GetValueOrDefault("sport") as string;
        var limit = input?.GetValueOrDefault("limit") as long? ?? long.MaxValue;
        return MarketCatalogue.Markets
            .Where(market => statuses is null || statuses.Contains(market["status"]))
            .Where(market => sport is null || (string?)market["sport"] == sport)
            .Take((int)Math.Clamp(limit, 0, int.MaxValue));
    }

    private T Public<T>(Caller caller, Func<T> answer)
    {
        if (exchange.Knobs.RefuseBadTokenOnPublicFields && caller.AccessToken is not null)
        {
            _ = Session(caller);
        }

        return answer();
    }

    private StxUser Account(Caller caller)
    {
        var user = Session(caller).User;
        return MustAcceptTerms(user) ? throw new FieldRefusedException(FieldRefusedException.TermsText) : user;
    }

    // The token is judged here, not on arrival: it may have died while the request was held.
    private StxSession Session(Caller caller) =>
        exchange.Sessions.StateOfAccess(caller.AccessToken, out var session) == TokenState.Good
            ? session!
            : throw FieldRefusedException.Unauthorized();

    private bool MustAcceptTerms(StxUser user) => exchange.Knobs.PromptTnc && !user.HasAcceptedTerms;

    private static string? DeviceId(IReadOnlyDictionary<string, object?> credentials) =>
        (credentials.GetValueOrDefault("deviceInfo") as IReadOnlyDictionary<string, object?>)?.GetValueOrDefault("deviceId") as string;

    private static string Written(DateTimeOffset time) => time.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);
}
