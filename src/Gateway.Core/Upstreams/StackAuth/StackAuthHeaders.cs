using System.Globalization;
using System.Net.Http.Headers;

namespace Gateway.Core.Upstreams.StackAuth;

/// <summary>
/// The headers of Stack Auth, under both their names: it is called Hexclave today. What is sent is <c>x-stack-*</c>, which every server takes;
/// of what is answered <c>x-hexclave-*</c> comes first.
/// </summary>
internal static class StackAuthHeaders
{
    public const string AccessToken = "x-stack-access-token";
    public const string RefreshToken = "x-stack-refresh-token";
    public const string AccessType = "x-stack-access-type";
    public const string ProjectId = "x-stack-project-id";
    public const string BranchId = "x-stack-branch-id";
    public const string PublishableClientKey = "x-stack-publishable-client-key";
    public const string SecretServerKey = "x-stack-secret-server-key";
    public const string AllowRestrictedUser = "x-stack-allow-restricted-user";
    public const string AllowAnonymousUser = "x-stack-allow-anonymous-user";

    private const int LongestCode = 100;

    /// <summary>The status that is meant: a client can ask for refusals with status 200.</summary>
    public static int StatusOf(int status, HttpResponseHeaders headers) =>
        status == 200 && Read(headers, "actual-status") is { } text
        && int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var actual) && actual is >= 400 and < 600
            ? actual
            : status;

    /// <summary>The code of a known error; null if there is none, or text that is no code.</summary>
    public static string? CodeOf(HttpResponseHeaders headers) => Read(headers, "known-error") is { } code && IsCode(code) ? code : null;

    /// <summary>Whether the answer was made by Stack Auth itself and not by something on the way.</summary>
    public static bool IsOwnAnswer(HttpResponseHeaders headers) => Read(headers, "request-id") is not null;

    /// <summary>Upper case, digits and underscores: such a text can be logged and shown.</summary>
    public static bool IsCode(string text) => text.Length is > 0 and <= LongestCode && text.All(static c => char.IsAsciiLetterUpper(c) || char.IsAsciiDigit(c) || c == '_');

    private static string? Read(HttpResponseHeaders headers, string name) => Find(headers, "x-hexclave-" + name) ?? Find(headers, "x-stack-" + name);

    private static string? Find(HttpResponseHeaders headers, string name) =>
        headers.NonValidated.TryGetValues(name, out var values) && values.ToString() is { Length: > 0 } text ? text : null;
}
