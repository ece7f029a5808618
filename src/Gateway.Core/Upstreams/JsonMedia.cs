using System.Net.Http.Headers;

namespace Gateway.Core.Upstreams;

/// <summary>Tells whether a body is one JSON document, by its content type.</summary>
public static class JsonMedia
{
    /// <summary>True for <c>application/json</c>, <c>text/json</c> and every type that ends in <c>+json</c> but <c>stream+json</c>; false for streams of documents.</summary>
    public static bool IsJson(HttpContentHeaders headers)
    {
        ArgumentNullException.ThrowIfNull(headers);
        return headers.NonValidated.TryGetValues("Content-Type", out var values) && values.Count == 1 && IsJson(values.ToString());
    }

    /// <summary>The same of a header's value; parameters do not count.</summary>
    public static bool IsJson(ReadOnlySpan<char> contentType)
    {
        var end = contentType.IndexOf(';');
        var type = (end < 0 ? contentType : contentType[..end]).Trim();
        return type.Equals("application/json", StringComparison.OrdinalIgnoreCase)
            || type.Equals("text/json", StringComparison.OrdinalIgnoreCase)
            || (type.EndsWith("+json", StringComparison.OrdinalIgnoreCase) && !type.EndsWith("stream+json", StringComparison.OrdinalIgnoreCase));
    }
}
