using System.Text;
using Gateway.Core.GraphQl;
using Gateway.Testing;

namespace Gateway.Core.Tests.GraphQl;

/// <summary>One case of documents.txt.</summary>
public sealed record DocumentCase(string Title, string Method, string Query, string? ContentType, string Body, string Expectation, bool IsQuiet)
{
    public static IReadOnlyList<DocumentCase> All { get; } = Read();

    public GraphQlHttpRequest Request => new(Method, ContentType, Query, Encoding.UTF8.GetBytes(Body));

    public override string ToString() => Title;

    private static List<DocumentCase> Read()
    {
        var text = File.ReadAllText(Path.Combine(Repository.Root, "tests/Gateway.Core.Tests/GraphQl/documents.txt"));
        return [.. text.Split("\n=== ").Skip(1).Select(Parse)];
    }

    private static DocumentCase Parse(string section)
    {
        var lines = section.TrimEnd('\n').Split('\n');
        var head = lines[1].Split(' ', 2);
        var rest = head.Length > 1 ? head[1] : string.Empty;
        var query = rest.StartsWith('?') ? rest.Split(' ', 2)[0] : string.Empty;
        var contentType = rest[query.Length..].Trim();
        var expected = lines[^1]["=> ".Length..].Split(" | ");
        return new DocumentCase(
            lines[0], head[0], query, contentType.Length == 0 ? null : contentType, string.Join('\n', lines[2..^1]), expected[0], expected.Length > 1);
    }
}
