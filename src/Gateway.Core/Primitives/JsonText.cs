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

    /// <summary>A member of an object, the last of that name; null if there is none. Other names may be no text: they are passed over.</summary>
    public static JsonElement? Member(JsonElement value, string name)
    {
        try
        {
            return value.TryGetProperty(name, out var found) ? found : null;
        }
        catch (InvalidOperationException)
        {
            return value.EnumerateObject().Where(member => IsNamed(member, name)).Select(static member => (JsonElement?)member.Value).LastOrDefault();
        }
    }

    private static bool IsNamed(JsonProperty member, string name)
    {
        try
        {
            return member.NameEquals(name);
        }
        catch (InvalidOperationException)
        {
            return false;
        }
    }
}
