namespace Gateway.Core.GraphQl;

/// <summary>Reads <c>Content-Type</c>.</summary>
internal static class MediaType
{
    public static MediaKind Of(string? contentType)
    {
        if (string.IsNullOrWhiteSpace(contentType))
        {
            return MediaKind.Json;
        }

        if (!IsUtf8(contentType))
        {
            return MediaKind.Other;
        }

        var type = contentType.Split(';')[0].Trim();
        return Is(type, "application/graphql") ? MediaKind.Document
            : Is(type, "application/json") || (type.StartsWith("application/", StringComparison.OrdinalIgnoreCase) && type.EndsWith("+json", StringComparison.OrdinalIgnoreCase)) ? MediaKind.Json
            : MediaKind.Other;
    }

    public static bool IsUtf8(string contentType) => contentType.Split(';').Skip(1).All(static parameter => IsHarmless(parameter.Trim()));

    // In another encoding the same bytes are other text.
    private static bool IsHarmless(string parameter) =>
        !parameter.StartsWith("charset", StringComparison.OrdinalIgnoreCase)
        || (parameter.Split('=', 2) is [var name, var value]
            && Is(name.Trim(), "charset")
            && (Is(value.Trim().Trim('"'), "utf-8") || Is(value.Trim().Trim('"'), "utf8") || Is(value.Trim().Trim('"'), "us-ascii")));

    private static bool Is(string text, string expected) => text.Equals(expected, StringComparison.OrdinalIgnoreCase);
}
