using System.Text.Json;

namespace Quickstart;

/// <summary>What a bot got for its question: data, or the reason why not.</summary>
internal sealed record Answer(JsonElement Data, string? Failure)
{
    public bool IsGood => Failure is null;

    /// <summary>A GraphQL answer, or an error of the gateway's own (<c>application/problem+json</c>).</summary>
    public static Answer Read(JsonElement body) =>
        body.TryGetProperty("errors", out var errors) ? Failed(errors[0].GetProperty("message").ToString())
        : body.TryGetProperty("detail", out var detail) ? Failed(detail.ToString())
        : new Answer(body.GetProperty("data"), null);

    public static Answer Failed(string reason) => new(default, reason);

    /// <summary>A value by the names that lead to it; the reason of the failure if there is no data.</summary>
    public string Text(params ReadOnlySpan<string> path)
    {
        if (Failure is not null)
        {
            return Failure;
        }

        var value = Data;
        foreach (var name in path)
        {
            value = value.GetProperty(name);
        }

        return value.ToString();
    }
}
