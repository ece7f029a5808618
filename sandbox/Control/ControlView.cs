using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Sandbox.Stx;

namespace Sandbox.Control;

/// <summary>What the control API shows.</summary>
internal static class ControlView
{
    public static JsonObject State(StxExchange exchange) => new()
    {
        ["users"] = new JsonArray([.. exchange.Users.Select(user => User(exchange, user))]),
        ["calls"] = Counts(exchange.Counts()),
        ["passwordAttempts"] = exchange.PasswordAttempts,
        ["knobs"] = Knobs(exchange.Knobs),
        ["misbehaviours"] = Rules(exchange.Knobs),
    };

    public static JsonObject User(StxExchange exchange, StxUser user) => new()
    {
        ["email"] = user.Email,
        ["username"] = user.Username,
        ["userId"] = user.UserId,
        ["userUid"] = user.UserUid,
        ["requiresTwoFactor"] = user.RequiresTwoFactor,
        ["livingSessions"] = exchange.LivingSessions(user.Email),
    };

    public static JsonObject Knobs(SandboxKnobs knobs) =>
        new(KnobTable.Read(knobs).Select(knob => KeyValuePair.Create(knob.Key, (JsonNode?)knob.Value)));

    public static JsonArray Rules(SandboxKnobs knobs) => [.. knobs.Rules().Select(rule => Rule(rule.Operation, rule.Misbehaviour, rule.Left))];

    public static JsonObject Counts(IReadOnlyDictionary<string, int> counts) =>
        new(counts.Select(count => KeyValuePair.Create(count.Key, (JsonNode?)count.Value)));

    public static JsonArray Calls(IEnumerable<StxCall> calls) => [.. calls.Select(Call)];

    /// <summary>The mailbox of every user at once: a stand-in may show what a mail server would not.</summary>
    public static JsonArray Mails(IEnumerable<StxMail> mails) =>
    [
        .. mails.Select(mail => new JsonObject { ["to"] = mail.To, ["code"] = mail.Code, ["sentAt"] = mail.SentAt }),
    ];

    private static JsonObject Call(StxCall call) => new()
    {
        ["at"] = call.At,
        ["operation"] = call.Operation,
        ["method"] = call.Method,
        ["path"] = WithoutQuery(call.RawTarget),
        ["status"] = call.Status,
        ["owner"] = call.Owner?.Email,
        ["token"] = Fingerprint(call.AccessToken),
        ["tokenState"] = call.TokenState.ToString(),
        ["email"] = call.Email,
        ["refreshToken"] = Fingerprint(call.RefreshToken),
        ["refreshTokenState"] = call.RefreshTokenState.ToString(),
    };

    private static JsonObject Rule(string operation, Misbehaviour misbehaviour, int? left) => new()
    {
        ["operation"] = operation,
        ["kind"] = misbehaviour.Kind.ToString(),
        ["timesLeft"] = left is null ? "forever" : left,
    };

    // A query may carry a token, as a socket's address does.
    internal static string WithoutQuery(string target) => target.Split('?')[0];

    internal static string? Fingerprint(string? token) =>
        token is null ? null : Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(token)))[..8];
}
