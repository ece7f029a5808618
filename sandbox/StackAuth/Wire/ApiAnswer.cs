using System.Text.Json.Nodes;

namespace Sandbox.StackAuth.Wire;

/// <summary>What the API answers, before it is written.</summary>
internal sealed record ApiAnswer(int Status)
{
    /// <summary>The body, for answers in JSON.</summary>
    public JsonNode? Json { get; init; }

    /// <summary>The body, for answers in plain text.</summary>
    public string? Text { get; init; }

    /// <summary>The code of a known error.</summary>
    public string? KnownError { get; init; }

    /// <summary>An answer of the dispatcher, which knows nothing of request ids and of the override header.</summary>
    public bool IsBare { get; init; }

    public string CacheControl { get; init; } = "no-store, max-age=0";

    public IReadOnlyList<KeyValuePair<string, string>> Headers { get; init; } = [];

    public static ApiAnswer Success => Good(new JsonObject { ["success"] = true });

    /// <summary>What an assertion that failed looks like from outside.</summary>
    public static ApiAnswer ServerError => Plain(
        StatusCodes.Status500InternalServerError, "Something went wrong. Please quote the request id when you report it.");

    public static ApiAnswer Good(JsonNode body, int status = StatusCodes.Status200OK) => new(status) { Json = body };

    public static ApiAnswer Plain(int status, string text) => new(status) { Text = text };

    public static ApiAnswer Known(int status, string code, string error, JsonObject? details = null)
    {
        var body = new JsonObject { ["code"] = code };
        if (details is not null)
        {
            body["details"] = details;
        }

        body["error"] = error;
        return new(status) { Json = body, KnownError = code };
    }
}
