using System.Text.RegularExpressions;
using Gateway.Testing;

namespace Gateway.Tests.Conventions;

/// <summary>Secrets are compared in constant time or not at all. What the banned-symbols file cannot name is looked for here.</summary>
public sealed partial class SecretComparisonTests
{
    [Fact]
    public void A_revealed_secret_is_never_compared()
    {
        var wrong = from file in Repository.SourceFiles("src")
                    from line in File.ReadLines(file)
                    where Comparison().IsMatch(line)
                    select $"{file}: {line.Trim()}";

        Assert.Empty(wrong);
    }

    [Theory]
    [InlineData("M:System.MemoryExtensions.SequenceEqual``1(System.ReadOnlySpan{``0},System.ReadOnlySpan{``0})")]
    [InlineData("M:System.Linq.Enumerable.SequenceEqual``1(System.Collections.Generic.IEnumerable{``0},System.Collections.Generic.IEnumerable{``0})")]
    public void Comparing_bytes_in_any_other_way_does_not_build(string symbol) =>
        Assert.Contains(File.ReadLines(Path.Combine(Repository.Root, "BannedSymbols.Secrets.txt")), line => line.StartsWith(symbol + ";", StringComparison.Ordinal) && line.Contains("FixedTimeEquals", StringComparison.Ordinal));

    [Theory]
    [InlineData("if (key.Reveal() == given)", true)]
    [InlineData("if (given != key.Reveal())", true)]
    [InlineData("key.Reveal().Equals(given)", true)]
    [InlineData("string.Equals(key.Reveal(), given)", true)]
    [InlineData("KeyHash.Of(reading.Value.Reveal())", false)]
    public void The_search_finds_what_it_looks_for(string line, bool found) => Assert.Equal(found, Comparison().IsMatch(line));

    [GeneratedRegex(@"Reveal\(\)\s*(==|!=|is\s|\.(Equals|StartsWith|Compare|Contains|AsSpan\(\)\.SequenceEqual))|(==|!=)\s*[\w.!]*Reveal\(\)|(Equals|Compare\w*)\([^)]*Reveal\(\)", RegexOptions.ExplicitCapture, 5000)]
    private static partial Regex Comparison();
}
