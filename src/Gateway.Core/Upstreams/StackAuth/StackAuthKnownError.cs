using System.Text.Json.Nodes;
using Gateway.Core.Primitives;

namespace Gateway.Core.Upstreams.StackAuth;

/// <summary>A refusal as Stack Auth writes it. Status and code are the protocol's, the sentences are the gateway's.</summary>
/// <param name="Status">The status that is meant.</param>
/// <param name="Code">What clients tell refusals apart by; null for those that OAuth has its own form for.</param>
/// <param name="Body">The body.</param>
internal sealed record StackAuthKnownError(int Status, string? Code, JsonObject Body)
{
    public static StackAuthKnownError RefreshTokenOver { get; } = Of(
        401, StackAuthCodes.RefreshTokenOver, "The refresh token is none that the gateway gave out, or it has ended. Sign in again.");

    public static StackAuthKnownError WrongTotp { get; } = Of(400, StackAuthCodes.WrongTotp, "The code is wrong. Try again with the next one.");

    public static StackAuthKnownError CodeNotFound { get; } = Of(
        404, StackAuthCodes.CodeNotFound, "The attempt code is none that the gateway gave out, or it has ended. Sign in again.");

    public static StackAuthKnownError CodeExpired { get; } = Of(
        400, StackAuthCodes.CodeExpired, "No code can be given for this sign-in any more. Sign in again.");

    public static StackAuthKnownError BadBody { get; } = Of(
        400, StackAuthCodes.BadBody, "The body is empty, not valid, of an unknown content type, or longer than the gateway reads (Gateway:Proxy:MaxReplayBytes).");

    public static StackAuthKnownError NoOAuthRefreshToken { get; } = new(
        400, null, new JsonObject { ["error"] = "invalid_request", ["error_description"] = "The parameter refresh_token is missing." });

    /// <summary>A key or token of the gateway's own that does not count, told by the code that clients act on.</summary>
    public static StackAuthKnownError Denied(string code, string detail) => Of(401, code, detail);

    public static StackAuthKnownError MultiFactorRequired(Secret attempt) => Of(
        400,
        StackAuthCodes.MultiFactorRequired,
        "The account waits for a code. Give it to auth/mfa/sign-in together with the attempt code.",
        new JsonObject { ["attempt_code"] = attempt.Reveal() });

    public static StackAuthKnownError BadForm(string method, string route, string problem)
    {
        var text = $"The request {method} {route} does not have the form that it must have:\n  - {problem}";
        return Of(400, StackAuthCodes.BadForm, text, new JsonObject { ["message"] = text });
    }

    private static StackAuthKnownError Of(int status, string code, string error, JsonObject? details = null)
    {
        var body = new JsonObject { ["code"] = code };
        if (details is not null)
        {
            body["details"] = details;
        }

        body["error"] = error;
        return new StackAuthKnownError(status, code, body);
    }
}
