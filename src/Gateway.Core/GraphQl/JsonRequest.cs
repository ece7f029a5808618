using System.Text.Json;

namespace Gateway.Core.GraphQl;

/// <summary>One request of a JSON body: <c>{"query", "variables", "operationName"}</c>.</summary>
internal static class JsonRequest
{
    public static (GraphQlOperation? Operation, string? Problem) Read(JsonElement request)
    {
        if (request.ValueKind != JsonValueKind.Object)
        {
            return (null, "its batch holds something other than JSON objects");
        }

        string? document = null;
        string? operationName = null;
        JsonElement variables = default;
        foreach (var member in request.EnumerateObject())
        {
            switch (member.Name)
            {
                case GraphQlWire.Query:
                    document = VariableValues.Text(member.Value);
                    break;
                case GraphQlWire.OperationName when member.Value.ValueKind != JsonValueKind.Null:
                    if (VariableValues.Text(member.Value) is not { } name)
                    {
                        return (null, "its operationName is no text");
                    }

                    operationName = name;
                    break;
                case GraphQlWire.Variables:
                    if (!TryReadVariables(member.Value, out variables))
                    {
                        return (null, "its variables are no object");
                    }

                    break;
                case var other when GraphQlWire.IsOtherDocument(other) || GraphQlWire.IsMiswritten(other):
                    // Some servers take a batch, or the name of a document that they know, from here.
                    return (null, "it has a member that some servers take for the document");
            }
        }

        return document is null ? (null, "it holds no document, or one that is no text") : OperationSelection.Find(document, operationName, variables);
    }

    /// <summary>An object, or the text of one; absent and null are no variables.</summary>
    public static bool TryReadVariables(JsonElement written, out JsonElement variables)
    {
        variables = written;
        if (written.ValueKind == JsonValueKind.String)
        {
            variables = JsonElement.Parse(written.GetString()!, new JsonDocumentOptions { AllowDuplicateProperties = false });
        }

        return variables.ValueKind is JsonValueKind.Object or JsonValueKind.Null or JsonValueKind.Undefined;
    }
}
