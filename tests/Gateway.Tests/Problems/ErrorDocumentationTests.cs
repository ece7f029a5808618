using System.Globalization;
using System.Reflection;
using System.Text.Json;
using Gateway.Core.Sessions;
using Gateway.Problems;
using Gateway.Testing;

namespace Gateway.Tests.Problems;

public sealed class ErrorDocumentationTests
{
    private static IReadOnlyList<string> Codes { get; } =
    [
        .. new[] { typeof(ProblemCode), typeof(AccountProblemCode) }
            .SelectMany(type => type.GetFields(BindingFlags.Public | BindingFlags.Static))
            .Select(field => (string)field.GetRawConstantValue()!),
    ];

    private static IReadOnlyList<string[]> Rows { get; } =
    [
        .. File.ReadLines(Path.Combine(Repository.Root, "docs", "errors.md"))
            .Where(line => line.StartsWith("| `", StringComparison.Ordinal))
            .Select(line => line.Split('|', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)),
    ];

    [Fact]
    public void Every_code_stands_in_the_documentation_once_and_no_other_does()
    {
        Assert.NotEmpty(Codes);
        Assert.Equal(Codes.Order(StringComparer.Ordinal), Rows.Select(row => row[0].Trim('`')).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void The_documented_status_is_the_one_that_is_answered()
    {
        Assert.All(Rows, row => Assert.Equal(ProblemCatalog.Find(row[0].Trim('`')).Status.ToString(CultureInfo.InvariantCulture), row[1]));
    }

    [Fact]
    public void Every_code_has_an_example_with_its_own_status_and_title()
    {
        var examples = File.ReadLines(Path.Combine(Repository.Root, "docs", "errors.md"))
            .Where(line => line.StartsWith("{\"", StringComparison.Ordinal))
            .Select(line => JsonSerializer.Deserialize(line, ProblemJson.Default.ProblemBody)!)
            .ToList();

        Assert.Equal(Codes.Order(StringComparer.Ordinal), examples.Select(body => body.Code).Order(StringComparer.Ordinal));
        Assert.All(examples, body =>
        {
            Assert.Equal($"urn:gateway:problem:{body.Code}", body.Type);
            Assert.Equal(ProblemCatalog.Find(body.Code), new ProblemKind(body.Status, body.Title));
        });
    }

    [Fact]
    public void Every_code_has_a_title_of_its_own()
    {
        Assert.Equal(Codes.Order(StringComparer.Ordinal), ProblemCatalog.Codes.Order(StringComparer.Ordinal));
        Assert.Equal(Codes.Count, Codes.Select(code => ProblemCatalog.Find(code).Title).Distinct(StringComparer.Ordinal).Count());
    }
}
