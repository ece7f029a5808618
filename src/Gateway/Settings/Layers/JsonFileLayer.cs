using System.Text.Json;

namespace Gateway.Settings.Layers;

/// <summary>Settings in a JSON file, with comments and trailing commas allowed.</summary>
internal static class JsonFileLayer
{
    private static readonly JsonDocumentOptions Options = new() { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true };

    /// <summary>Reads a file; null if there is none.</summary>
    /// <param name="path">The file.</param>
    /// <param name="source">What messages call it.</param>
    public static SettingsLayer? Read(string path, string source)
    {
        var layer = new SettingsLayer(source);
        try
        {
            using var document = JsonDocument.Parse(File.ReadAllText(path), Options);
            if (document.RootElement.ValueKind == JsonValueKind.Object)
            {
                Flatten(layer, string.Empty, document.RootElement);
            }
            else
            {
                layer.Problems.Add($"{path}: the outermost value must be an object, such as {{\"Gateway\": {{}}}}.");
            }
        }
        catch (JsonException e)
        {
            // The exception's own text quotes the file, and the file may hold secrets.
            layer.Problems.Add($"{path} is no valid JSON: line {e.LineNumber + 1}, column {e.BytePositionInLine + 1}. Correct the file there or a little before.");
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            layer.Problems.Add($"{path} cannot be read: {e.Message} Make it readable for the user that the gateway runs as.");
        }

        return layer;
    }

    private static void Flatten(SettingsLayer layer, string path, JsonElement element)
    {
        switch (element.ValueKind)
        {
            case JsonValueKind.Object:
                var empty = true;
                foreach (var property in element.EnumerateObject())
                {
                    empty = false;
                    Flatten(layer, path.Length == 0 ? property.Name : $"{path}:{property.Name}", property.Value);
                }

                if (empty)
                {
                    layer.Add(path, null);
                }

                break;
            case JsonValueKind.Array:
                var index = 0;
                foreach (var item in element.EnumerateArray())
                {
                    Flatten(layer, $"{path}:{index++}", item);
                }

                break;
            case JsonValueKind.String:
                layer.Add(path, element.GetString());
                break;
            case JsonValueKind.Null:
                layer.Add(path, string.Empty);
                break;
            default:
                layer.Add(path, element.GetRawText());
                break;
        }
    }
}
