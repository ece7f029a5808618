using System.Net;
using System.Text.Json;
using Gateway.Core.Primitives;
using Gateway.Core.Tokens;

namespace Gateway.Core.Upstreams.Stx;

/// <summary>
/// The one map from STX's error texts to what happens next. STX has no error codes: refusals are messages in a GraphQL <c>errors</c>
/// array, mostly with status 200, or <c>{"error": "..."}</c>; they are matched by substring without regard to case.
/// </summary>
internal static class StxErrors
{
    private static readonly string[] WrongCredentials = ["invalid email or password", "invalid username or password", "invalid credentials"];
    private static readonly string[] ServerFaults =
        ["internal", "timeout", "timed out", "unavailable", "maintenance", "try again", "too many", "rate limit"];

    /// <summary>The texts of an answer's errors; empty if it has none. What was sent is masked: some servers repeat it.</summary>
    public static IReadOnlyList<string> Read(JsonElement answer, params ReadOnlySpan<Secret?> sent)
    {
        var texts = Read(answer);
        for (var i = 0; i < texts.Length; i++)
        {
            texts[i] = Redaction.Of(texts[i], sent);
        }

        return texts;
    }

    private static string[] Read(JsonElement answer)
    {
        if (answer.ValueKind != JsonValueKind.Object)
        {
            return [];
        }

        if (answer.TryGetProperty("errors", out var errors) && errors.ValueKind == JsonValueKind.Array)
        {
            return [.. errors.EnumerateArray().Select(Text)];
        }

        return answer.TryGetProperty("error", out var error) && JsonText.Read(error) is { } text ? [text] : [];
    }

    /// <summary>Only a clear word about the credentials is a rejection; anything else may pass by itself.</summary>
    public static TokenFailure OfLogin(string host, HttpStatusCode status, IReadOnlyList<string> errors) =>
        errors.Any(error => ContainsAny(error, WrongCredentials))
            ? new TokenFailure.Rejected("invalid_credentials", $"{host} says: {Quote(errors[0])}")
            : new TokenFailure.Transient("login_failed", $"{host} did not log the account in (status {(int)status}): {Quote(errors)}");

    /// <summary>
    /// The texts of a refused code are not documented. A server's own fault says nothing; some end the challenge; every other refusal is
    /// taken for a wrong code, which costs a try and no new mail.
    /// </summary>
    public static ConfirmResult OfConfirm(string host, HttpStatusCode status, IReadOnlyList<string> errors)
    {
        var message = $"{host} refused the code: {Quote(errors)}";
        if (errors.Any(StxCodeTexts.EndsChallenge))
        {
            return new ConfirmResult.ChallengeOver(message);
        }

        // "Invalid code, please try again" is a wrong code, though the last words alone would be a server's fault.
        return !errors.Any(StxCodeTexts.SaysWrong) && (errors.Count == 0 || errors.Any(error => ContainsAny(error, ServerFaults)))
            ? new ConfirmResult.Failed(new("confirm_failed", $"{host} did not judge the code (status {(int)status}): {Quote(errors)}"))
            : new ConfirmResult.WrongCode(message);
    }

    /// <summary>A server's own fault says nothing about whether it can send a code again; any other refusal says that it cannot.</summary>
    public static ResendResult OfResend(string host, HttpStatusCode status, IReadOnlyList<string> errors) =>
        errors.Count == 0 ? new ResendResult.Sent()
        : errors.Any(error => ContainsAny(error, ServerFaults))
            ? new ResendResult.Failed(new("resend_failed", $"{host} did not send the code again (status {(int)status}): {Quote(errors)}"))
        : new ResendResult.Unsupported();

    /// <summary>A refresh token is cheap to lose: every refusal but a server's own fault means that a login is due.</summary>
    public static TokenFailure OfRefresh(string host, HttpStatusCode status, IReadOnlyList<string> errors) =>
        errors.Any(error => ContainsAny(error, ServerFaults))
            ? new TokenFailure.Transient("refresh_failed", $"{host} did not refresh the token (status {(int)status}): {Quote(errors)}")
            : new TokenFailure.Rejected("refresh_refused", $"{host} refused the refresh token (status {(int)status}): {Quote(errors)}");

    /// <summary>True if the answer asks for a bearer token.</summary>
    public static bool IsUnauthorized(IReadOnlyList<string> errors) =>
        errors.Any(error => error.Contains("unauthorized", StringComparison.OrdinalIgnoreCase));

    private static string Text(JsonElement error) =>
        error.ValueKind == JsonValueKind.Object && error.TryGetProperty("message", out var message) && JsonText.Read(message) is { } text
            ? text
            : "an error without a message";

    private static bool ContainsAny(string text, string[] parts) =>
        parts.Any(part => text.Contains(part, StringComparison.OrdinalIgnoreCase));

    private static string Quote(IReadOnlyList<string> errors) => errors.Count == 0 ? "it gave neither a token nor a reason." : Quote(errors[0]);

    // The text is the upstream's; it is cut and stripped of line breaks before it reaches a log.
    private static string Quote(string text)
    {
        var line = new string([.. text.Take(200).Select(c => char.IsControl(c) ? ' ' : c)]);
        return $"\"{line}\".";
    }
}
