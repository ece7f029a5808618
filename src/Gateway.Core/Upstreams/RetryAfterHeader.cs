using System.Net.Http.Headers;

namespace Gateway.Core.Upstreams;

/// <summary>Reads how long an upstream wants to be left alone (RFC 9110, section 10.2.3).</summary>
internal static class RetryAfterHeader
{
    /// <summary>The pause; null if none is named. More seconds than the base library can count are the longest pause there is.</summary>
    public static TimeSpan? Read(HttpResponseHeaders headers, DateTimeOffset now) =>
        headers.RetryAfter is { } wish ? wish.Delta ?? wish.Date - now
        : headers.NonValidated.TryGetValues("Retry-After", out var texts) && texts.Count == 1 && IsNumber(texts.ToString()) ? TimeSpan.MaxValue
        : null;

    private static bool IsNumber(string text) => text.Length > 0 && text.All(char.IsAsciiDigit);
}
