using System.Text;
using Gateway.Core.GraphQl;

namespace Gateway.Core.Tests.GraphQl;

/// <summary>Documents made to cost much. Each is as large as a body may be, and none may cost more than its length; a quadratic one would not end.</summary>
public sealed class HostileDocumentTests
{
    private const int Size = 1024 * 1024;

    public static TheoryData<string, string> Documents => new()
    {
        { "deep selections", Nest("{a", "}") },
        { "deep selections that never close", string.Concat(Enumerable.Repeat("{a", Size / 2)) },
        { "deep values", $"{{ a(x: {Nest("[", "]")}) }}" },
        { "deep objects", $"{{ a(x: {Nest("{a:", "}")}) }}" },
        { "deep types", $"query($a: {Nest("[", "]")}) {{ a }}" },
        { "deep inline fragments", $"{{ {Nest("...{a ", "}")} }}" },
        { "a chain of fragments", "mutation { ...F0 } " + Many(i => $"fragment F{i} on M {{ ...F{i + 1} }} ") },
        { "fragments that double", "mutation { ...F0 } " + Many(i => $"fragment F{i} on M {{ ...F{i + 1} ...F{i + 1} }} ") },
        { "one fragment many times", "mutation { " + Many(_ => "...F ") + "} fragment F on M { login { token } }" },
        { "many fields", "mutation { " + Many(i => $"a{i}:login ") + "}" },
        { "many fields of one key", "mutation { " + Many(_ => "login ") + "}" },
        { "many arguments", "mutation { login(" + Many(i => $"a{i}:1 ") + ") }" },
        { "many variables", "mutation(" + Many(i => $"$a{i}:I=1 ") + ") { login }" },
        { "many directives", "mutation { login " + Many(_ => "@a") + " }" },
        { "many conditions", "mutation($v: Boolean=true) { login " + Many(_ => "@skip(if:$v)") + " }" },
        { "many variables in many conditions", "mutation(" + Many(i => $"$a{i}:I=true ") + ") { login " + Many(i => $"@include(if:$a{i % 1000})") + " }" },
        { "many operations", Many(i => $"query A{i}{{a}} ") },
        { "many comments", Many(_ => "#\n") + "{ login }" },
        { "many byte order marks", new string('\uFEFF', Size / 4) + "{ login }" },
        { "quotes", "{ login(a: " + new string('"', Size) + ") }" },
        { "escaped quotes", "{ login(a: \"" + string.Concat(Enumerable.Repeat("\\\"", Size / 2)) + "\") }" },
        { "escaped block quotes", "{ login(a: \"\"\"" + string.Concat(Enumerable.Repeat("\\\"\"\"", Size / 4)) + "\"\"\") }" },
        { "lines of a block string", "{ login(a: \"\"\"" + string.Concat(Enumerable.Repeat("\n ", Size / 2)) + "\"\"\") }" },
        { "digits", "{ login(a: " + new string('1', Size) + ") }" },
        { "a long name", "{ " + new string('a', Size) + " }" },
    };

    [Theory]
    [MemberData(nameof(Documents))]
    public async Task A_hostile_document_costs_no_more_than_its_length(string name, string document)
    {
        Assert.NotEmpty(name);
        using var limit = new CancellationTokenSource();
        var reading = Task.Run(() => Use(GraphQlReaderTests.Json(document, "{}")));

        Assert.True(await reading.WaitAsync(TimeSpan.FromMinutes(1), TestContext.Current.CancellationToken) >= 0);
    }

    [Fact]
    public async Task A_large_variable_that_is_named_often_stays_one()
    {
        var document = "mutation($v: S) { " + Many(i => $"a{i}:login(x:$v) ") + "}";
        var reading = Task.Run(() => Use(GraphQlReaderTests.Json(document, $"{{\"v\":\"{new string('x', Size)}\"}}")));

        Assert.True(await reading.WaitAsync(TimeSpan.FromMinutes(1), TestContext.Current.CancellationToken) > 0);
    }

    [Fact]
    public void A_deep_json_body_is_unreadable()
    {
        var body = Encoding.UTF8.GetBytes(new string('[', Size));

        Assert.False(GraphQlReader.Read(GraphQlReaderTests.Post(body)).IsReadable);
    }

    [Fact]
    public void Escapes_in_escapes_are_undone()
    {
        var words = new GraphQlWords("login");
        var escaped = string.Concat("login".Select(letter => string.Concat($"\\u{(int)letter:x4}".Select(inner => $"%{(int)inner:X2}"))));

        Assert.True(words.MayBeIn(Encoding.ASCII.GetBytes(escaped)));
        var watch = new GraphQlWordWatch(words);
        Assert.All(escaped, character => Assert.False(watch.MayBeIn([(byte)character], isLast: false)));
        Assert.True(watch.MayBeIn([], isLast: true));
    }

    [Theory]
    [InlineData("utf-16")]
    [InlineData("utf-16BE")]
    [InlineData("utf-32")]
    public void Wide_characters_hide_no_word(string encoding)
    {
        var words = new GraphQlWords("newToken");

        Assert.True(words.MayBeIn(Encoding.GetEncoding(encoding).GetBytes("mutation { newToken { token } }")));
        Assert.True(words.MayBeIn(Encoding.GetEncoding(encoding).GetBytes("mutation { n\\u0065w_Token { token } }")));
        Assert.False(words.MayBeIn(Encoding.GetEncoding(encoding).GetBytes("mutation { newTokens { token } }")));
    }

    [Fact]
    public void A_fragment_that_many_fields_share_is_opened_so_often_and_no_more()
    {
        var document = "mutation { " + string.Concat(Enumerable.Range(0, 16).Select(i => $"l{i}: login {{ ...F }} ")) + "} fragment F on L { "
            + string.Concat(Enumerable.Range(0, 5000).Select(i => $"f{i} ")) + "}";
        var operation = Assert.Single(GraphQlReaderTests.Json(document, "{}").Operations);

        var opened = operation.CollectFields()!.Select(field => field.CollectSelections()).ToList();

        Assert.Equal(5000, opened[0]!.Count);
        Assert.Null(opened[^1]);
    }

    [Theory]
    [InlineData("--b\r\nContent-Transfer-Encoding: base64\r\n\r\n", true)]
    [InlineData("--b\ncontent-transfer-encoding :\r\n quoted-printable\r\n\r\n", true)]
    [InlineData("--b\r\nContent-Transfer-Encoding: 8bit\r\n\r\nbase64", false)]
    [InlineData("--b\r\nContent-Transfer-Encoding: Binary\r\n\r\n", false)]
    [InlineData("--b\r\nContent-Type: application/json; charset=utf-16\r\n\r\n", true)]
    [InlineData("--b\r\nContent-Type: application/json;\r\n\tcharset*=utf-8''utf-16\r\n\r\n", true)]
    [InlineData("--b\r\nContent-Type: application/json; charset=\"UTF-8\"\r\n\r\n", false)]
    [InlineData("--b\r\nContent-Type: image/png\r\n\r\ncharset=utf-16", false)]
    [InlineData("{\"x\":\"Content-Transfer-Encoding: base64\"}", false)]
    public void Parts_that_hide_their_text_are_found(string text, bool expected) =>
        Assert.Equal(expected, PartHeaders.MayHideText(Encoding.ASCII.GetBytes(text)));

    private static int Use(GraphQlReading reading) =>
        reading.MutationFields + reading.Operations.Sum(operation => operation.CollectFields()?.Take(16).Sum(field => field.CollectSelections()?.Count ?? 0) ?? 0);

    private static string Nest(string open, string close) =>
        string.Concat(Enumerable.Repeat(open, Size / 4)) + string.Concat(Enumerable.Repeat(close, Size / 4));

    private static string Many(Func<int, string> part)
    {
        var text = new StringBuilder();
        for (var i = 0; text.Length < Size; i++)
        {
            text.Append(part(i));
        }

        return text.ToString();
    }
}
