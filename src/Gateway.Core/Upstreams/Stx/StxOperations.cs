using System.Text.Json.Nodes;
using Gateway.Core.Credentials;
using Gateway.Core.Primitives;
using Gateway.Core.Tokens;

namespace Gateway.Core.Upstreams.Stx;

/// <summary>
/// The GraphQL documents that the gateway sends. Few fields are selected, because a field that the server does not know fails the
/// whole operation; each of these is named by STX's SDK documentation or its public example clients.
/// </summary>
internal static class StxOperations
{
    /// <summary>The one path of queries and mutations.</summary>
    public const string Path = "/api/graphql";

    private const string LoginResultFields =
        "token refreshToken userId userUid sessionId userStatus promptTwoFactorAuth promptTncAcceptance";

    public static JsonObject Login(LoginCredentials credentials, string deviceId)
    {
        var creds = new JsonObject { ["password"] = credentials.Password?.Reveal(), ["deviceInfo"] = Device(deviceId) };
        if (credentials.Email is { } email)
        {
            creds["email"] = email;
        }
        else
        {
            creds["username"] = credentials.Username;
        }

        return Operation(
            $"mutation Login($creds: LoginCredentials!) {{ login(credentials: $creds) {{ {LoginResultFields} }} }}",
            new JsonObject { ["creds"] = creds });
    }

    public static JsonObject NewToken(Secret refreshToken) => Operation(
        $"mutation NewToken($refreshToken: String!) {{ newToken(refreshToken: $refreshToken) {{ {LoginResultFields} }} }}",
        new JsonObject { ["refreshToken"] = refreshToken.Reveal() });

    // Plain arguments, no input object; "sessionId" in exactly this spelling.
    public static JsonObject ConfirmTwoFactor(TwoFactorChallenge challenge, Secret code) => Operation(
        "mutation Confirm2Fa($code: String!, $sessionId: String!, $email: EmailAddress!) { "
        + $"confirm2Fa(code: $code, sessionId: $sessionId, email: $email) {{ {LoginResultFields} }} }}",
        new JsonObject { ["code"] = code.Reveal(), ["sessionId"] = challenge.Reference.Reveal(), ["email"] = challenge.Login });

    // Known by name only; a server that takes other arguments refuses the operation as a whole.
    public static JsonObject ResendCode(TwoFactorChallenge challenge) => Operation(
        "mutation Send2Fa($sessionId: String!, $email: EmailAddress!) { send2Fa(sessionId: $sessionId, email: $email) { __typename } }",
        new JsonObject { ["sessionId"] = challenge.Reference.Reveal(), ["email"] = challenge.Login });

    // The fields of LogoutResult are not documented.
    public static JsonObject Logout(string deviceId) => Operation(
        "mutation Logout($deviceInfo: DeviceInfo) { logout(deviceInfo: $deviceInfo) { __typename } }",
        new JsonObject { ["deviceInfo"] = Device(deviceId) });

    private static JsonObject Device(string deviceId) => new() { ["deviceId"] = deviceId };

    private static JsonObject Operation(string query, JsonObject variables) => new() { ["query"] = query, ["variables"] = variables };
}
