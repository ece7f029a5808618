using System.Text.Json;

namespace Gateway.Core.Primitives;

/// <summary>Reads text out of JSON that somebody else wrote.</summary>
internal static class JsonText
{
    /// <summary>The text; null if the value is none. Half a surrogate pair is valid JSON and no text: reading it would throw.</summary>
    public static string? Read(JsonElement value)
    {
        if (value.ValueKind != JsonValueKind.String)
        {
            return null;
        }

        try
        {
            return value.GetString();
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }
}
