using System.Collections.Frozen;
using System.Net;
using System.Text;
using System.Text.Json;
using Gateway.Core.Primitives;

namespace Gateway.Core.Upstreams.StackAuth;

/// <summary>
/// The fields of a client's body: JSON or a form, and none at all without a content type. Numbers and truth values stand for their text, as
/// they do for the server. A field given twice makes it invalid, so that nobody can read it in two ways.
/// </summary>
/// <param name="Fields">The fields by their names, null for one that is no text; null if there is no object.</param>
/// <param name="IsValid">Whether the body could be read, or is not there.</param>
internal readonly record struct StackAuthLoginBody(FrozenDictionary<string, string?>? Fields, bool IsValid)
{
    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);
    private static readonly JsonDocumentOptions NoDuplicates = new() { AllowDuplicateProperties = false };
    private static readonly StackAuthLoginBody Invalid = new(null, IsValid: false);

    public static StackAuthLoginBody Read(in CallerRequest request)
    {
        try
        {
            return request.ContentType?.Split(';')[0].Trim().ToLowerInvariant() switch
            {
                null or "" => new StackAuthLoginBody(null, IsValid: true),
                "application/json" => ReadJson(request.Body),
                "application/x-www-form-urlencoded" => ReadForm(Strict.GetString(request.Body.Span)),
                "text/plain" or "application/octet-stream" => new StackAuthLoginBody(null, IsValid: true),
                _ => Invalid,
            };
        }
        catch (Exception failure) when (failure is JsonException or DecoderFallbackException or ArgumentException)
        {
            return Invalid;
        }
    }

    /// <summary>The text of a field; null if it is not there or no text.</summary>
    public string? this[string name] => Fields?.GetValueOrDefault(name);

    private static StackAuthLoginBody ReadJson(ReadOnlyMemory<byte> bytes)
    {
        _ = Strict.GetCharCount(bytes.Span);
        using var document = JsonDocument.Parse(bytes, NoDuplicates);
        return new StackAuthLoginBody(
            document.RootElement.ValueKind == JsonValueKind.Object
                ? document.RootElement.EnumerateObject().ToFrozenDictionary(static member => member.Name, static member => Text(member.Value), StringComparer.Ordinal)
                : null,
            IsValid: true);
    }

    private static StackAuthLoginBody ReadForm(string text)
    {
        var fields = new Dictionary<string, string?>(StringComparer.Ordinal);
        foreach (var pair in text.Split('&', StringSplitOptions.RemoveEmptyEntries))
        {
            var equals = pair.IndexOf('=', StringComparison.Ordinal);
            var (name, value) = equals < 0 ? (pair, string.Empty) : (pair[..equals], pair[(equals + 1)..]);
            if (!fields.TryAdd(WebUtility.UrlDecode(name), WebUtility.UrlDecode(value)))
            {
                return Invalid;
            }
        }

        return new StackAuthLoginBody(fields.ToFrozenDictionary(StringComparer.Ordinal), IsValid: true);
    }

    private static string? Text(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String => JsonText.Read(value),
        JsonValueKind.Number or JsonValueKind.True or JsonValueKind.False => value.GetRawText(),
        _ => null,
    };
}
