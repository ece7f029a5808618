using System.Net.Http.Headers;
using Gateway.Core.Tokens;

namespace Gateway.Core.Upstreams;

/// <summary>What came back from one call, before a protocol has judged it; or why nothing did.</summary>
internal sealed class UpstreamReply
{
    /// <summary>Why there is no reply; null if there is one, and then the other members count.</summary>
    public TokenFailure.Transient? Failure { get; init; }

    public string Host { get; init; } = string.Empty;

    public int Status { get; init; }

    public HttpResponseHeaders? Headers { get; init; }

    /// <summary>Whether the body says that it is one JSON document.</summary>
    public bool IsJson { get; init; }

    public byte[] Body { get; init; } = [];

    /// <summary>The pause that the upstream asked for; null if none.</summary>
    public TimeSpan? RetryAfter { get; init; }

    public DateTimeOffset? ServerTime => Headers?.Date;

    /// <summary>The failure that a status means whatever the body says; null if the body decides.</summary>
    public TokenFailure.Transient? FailureOf(int status) => status switch
    {
        429 => new("rate_limited", $"{Host} asks to slow down (status 429).", RetryAfter),
        408 or >= 500 => new("server_error", $"{Host} answered with status {status}.", RetryAfter),
        >= 300 and < 400 => new("redirected", $"{Host} answered with a redirect (status {status}), which is not followed; check the address."),
        _ => null,
    };

    /// <summary>The failure of a body that is not the JSON it should be.</summary>
    public TokenFailure.Transient NotJson(int status) =>
        new("unexpected_answer", $"{Host} answered with something that is not JSON (status {status}); a maintenance page perhaps.", RetryAfter);
}
