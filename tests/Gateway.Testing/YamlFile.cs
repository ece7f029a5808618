using System.Text.Json.Nodes;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;
using YamlDotNet.Serialization;

namespace Gateway.Testing;

/// <summary>Reads YAML with anchors and merge keys; every scalar is text.</summary>
public static class YamlFile
{
    /// <summary>The documents of a file of the checkout.</summary>
    public static IReadOnlyList<JsonNode> Read(params string[] path)
    {
        using var text = new StreamReader(Path.Combine([Repository.Root, .. path]));
        var parser = new MergingParser(new Parser(text));
        var reader = new DeserializerBuilder().Build();
        var documents = new List<JsonNode>();
        parser.Consume<StreamStart>();
        while (parser.Accept<DocumentStart>(out _))
        {
            documents.Add(Node(reader.Deserialize<object?>(parser))!);
        }

        return documents;
    }

    private static JsonNode? Node(object? value) => value switch
    {
        null => null,
        IDictionary<object, object> map => new JsonObject(map.Select(pair => KeyValuePair.Create((string)pair.Key, Node(pair.Value)))),
        IEnumerable<object> list => new JsonArray([.. list.Select(Node)]),
        _ => JsonValue.Create((string)value),
    };
}
