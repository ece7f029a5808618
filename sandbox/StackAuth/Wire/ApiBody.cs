using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.WebUtilities;

namespace Sandbox.StackAuth.Wire;

/// <summary>A request's body as the server reads it: by content type, and not at all without one.</summary>
internal sealed record ApiBody(bool IsPresent, JsonNode? Value, ApiAnswer? Refusal)
{
    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);
    private static readonly JsonDocumentOptions Lenient = new() { AllowDuplicateProperties = true };

    private static ApiBody None { get; } = new(false, null, null);

    public static async Task<ApiBody> ReadAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        using var bytes = new MemoryStream();
        await request.Body.CopyToAsync(bytes, cancellationToken);
        return HttpMethods.IsGet(request.Method) ? None : Parse(request.ContentType, bytes.ToArray());
    }

    public string? Text(string name) =>
        Value is JsonObject json && json.TryGetPropertyValue(name, out var value) && value is JsonValue text && text.TryGetValue<string>(out var found)
            ? found
            : null;

    private static ApiBody Parse(string? contentType, byte[] bytes)
    {
        try
        {
            return contentType?.Split(';')[0].Trim().ToLowerInvariant() switch
            {
                null or "" => None,
                "application/json" => new ApiBody(true, JsonNode.Parse(Strict.GetString(bytes), documentOptions: Lenient), null),
                "application/x-www-form-urlencoded" => new ApiBody(true, Form(Strict.GetString(bytes)), null),
                "text/plain" => new ApiBody(true, JsonValue.Create(Strict.GetString(bytes)), null),
                "application/octet-stream" => new ApiBody(true, JsonValue.Create(Convert.ToBase64String(bytes)), null),
                _ => Refused("The content type of the request is not one that is understood."),
            };
        }
        catch (JsonException)
        {
            return Refused("The body is not valid JSON.");
        }
        catch (DecoderFallbackException)
        {
            return Refused("The body is not valid UTF-8.");
        }
    }

    private static ApiBody Refused(string error) => new(true, null, KnownErrors.BodyParsingError(error));

    private static JsonObject Form(string text) =>
        new(QueryHelpers.ParseQuery(text).Select(field => KeyValuePair.Create(field.Key, (JsonNode?)field.Value.ToString())));
}
