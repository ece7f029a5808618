using System.Collections.Immutable;
using System.Text.Json;

namespace Gateway.Core.GraphQl;

/// <summary>
/// Finds which operations an HTTP request asks a GraphQL server for: JSON bodies, batches of them, bare documents
/// (<c>application/graphql</c>) and the query string of a GET. Servers differ in what they make of odd requests; what one may read in
/// another way than the gateway is unreadable: members or parameters given twice or in two places, other encodings, forms.
/// </summary>
public static class GraphQlReader
{
    private static readonly ReadOnlyMemory<byte> ByteOrderMark = "\uFEFF"u8.ToArray();

    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false };

    /// <summary>Reads a request. Never throws for what is in it.</summary>
    public static GraphQlReading Read(GraphQlHttpRequest request)
    {
        try
        {
            return ReadAny(request);
        }
        catch (Exception failure) when (failure is JsonException or InvalidOperationException)
        {
            // No JSON, a member given twice, or text that is no UTF-8.
            return GraphQlReading.Unreadable("it holds invalid JSON, or a member twice");
        }
    }

    /// <summary>Whether a <c>Content-Type</c> leaves its text in UTF-8, as far as it says.</summary>
    public static bool IsUtf8(string contentType) => MediaType.IsUtf8(contentType);

    private static GraphQlReading ReadAny(GraphQlHttpRequest request)
    {
        if (QueryParameters.Read(request.Query) is not { } parameters)
        {
            return GraphQlReading.Unreadable("its query string gives a GraphQL parameter twice or in a form that is not known");
        }

        if (request.Method is "GET" or "HEAD")
        {
            return request.Body.IsEmpty ? ReadQuery(parameters) : GraphQlReading.Unreadable($"it is a {request.Method} with a body");
        }

        if (request.Method != "POST")
        {
            return GraphQlReading.Unreadable("it is neither a GET nor a POST");
        }

        if (!parameters.IsEmpty)
        {
            return GraphQlReading.Unreadable("it gives GraphQL parameters in its query string besides those of its body");
        }

        return MediaType.Of(request.ContentType) switch
        {
            MediaKind.Json => ReadJson(request.Body),
            MediaKind.Document => ReadBareDocument(request.Body),
            _ => GraphQlReading.Unreadable("its Content-Type is not application/json in UTF-8"),
        };
    }

    private static GraphQlReading ReadQuery(QueryParameters parameters)
    {
        if (parameters.IsEmpty)
        {
            return GraphQlReading.Of([], isBatch: false);
        }

        return parameters.Query is { } document
            ? ReadOne(document, parameters.OperationName, parameters.Variables)
            : GraphQlReading.Unreadable("its query string holds no document");
    }

    private static GraphQlReading ReadBareDocument(ReadOnlyMemory<byte> body) => Utf8.Decode(body.Span) is { } document
        ? ReadOne(document, null, default)
        : GraphQlReading.Unreadable("its body is not UTF-8");

    private static GraphQlReading ReadOne(string document, string? operationName, JsonElement variables)
    {
        var (operation, problem) = OperationSelection.Find(document, operationName, variables);
        return operation is null ? GraphQlReading.Unreadable(problem!) : GraphQlReading.Of([operation], isBatch: false);
    }

    private static GraphQlReading ReadJson(ReadOnlyMemory<byte> body)
    {
        var text = body.Span.StartsWith(ByteOrderMark.Span) ? body[ByteOrderMark.Length..] : body;
        var root = JsonElement.Parse(text.Span, Strict);
        return root.ValueKind switch
        {
            JsonValueKind.Object => ReadBatch([root], isBatch: false),
            JsonValueKind.Array => ReadBatch(root.EnumerateArray(), isBatch: true),
            _ => GraphQlReading.Unreadable("its body is neither a JSON object nor an array of them"),
        };
    }

    private static GraphQlReading ReadBatch(IEnumerable<JsonElement> items, bool isBatch)
    {
        var operations = ImmutableArray.CreateBuilder<GraphQlOperation>();
        foreach (var item in items)
        {
            var (operation, problem) = JsonRequest.Read(item);
            if (operation is null)
            {
                return GraphQlReading.Unreadable(problem!);
            }

            operations.Add(operation);
        }

        return GraphQlReading.Of(operations.ToImmutable(), isBatch);
    }
}
