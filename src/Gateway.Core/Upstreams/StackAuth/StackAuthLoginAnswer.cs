using System.Text.Json;
using Gateway.Core.Primitives;
using Gateway.Core.Tokens;

namespace Gateway.Core.Upstreams.StackAuth;

/// <summary>Reads the answers that bring tokens, codes or a nonce.</summary>
internal static class StackAuthLoginAnswer
{
    // From the sign-in on, whatever happens: it neither rotates nor is it extended.
    private static readonly TimeSpan RefreshTokenLifetime = TimeSpan.FromDays(365);

    /// <summary>The tokens; null if the answer holds no usable access token. A refresh brings no refresh token.</summary>
    public static TokenGrant? Grant(StackAuthAnswer answer)
    {
        if (AccessToken(answer) is not { } access)
        {
            return null;
        }

        var refresh = TokenText.Read(Text(answer.Json, "refresh_token"));
        return new TokenGrant
        {
            AccessToken = access,
            RefreshToken = refresh,
            RefreshTokenLifetime = refresh is null ? null : RefreshTokenLifetime,
            SessionId = Secret.OrNull(Jwt.ReadText(access, "refresh_token_id")),
            // Calls go as the token says, whatever stands beside it.
            UserId = Jwt.ReadText(access, "sub") ?? UserId(answer),
            ServerTime = answer.ServerTime,
        };
    }

    /// <summary>The access token; null if there is none that could be sent.</summary>
    public static Secret? AccessToken(StackAuthAnswer answer) => TokenText.Read(Text(answer.Json, "access_token"));

    /// <summary>The user that stands beside the tokens; null if none does.</summary>
    public static string? UserId(StackAuthAnswer answer) => Text(answer.Json, "user_id");

    /// <summary>What a TOTP must be given to; null if the refusal does not name it.</summary>
    public static Secret? AttemptCode(StackAuthAnswer answer) =>
        answer.Json is { ValueKind: JsonValueKind.Object } body && body.TryGetProperty("details", out var details)
            ? Secret.OrNull(Text(details, "attempt_code"))
            : null;

    /// <summary>What follows the six characters of a mailed code; null if the answer does not hold it.</summary>
    public static Secret? Nonce(StackAuthAnswer answer) => Secret.OrNull(Text(answer.Json, "nonce"));

    private static string? Text(JsonElement json, string name) =>
        json.ValueKind == JsonValueKind.Object && json.TryGetProperty(name, out var value) ? JsonText.Read(value) : null;
}
