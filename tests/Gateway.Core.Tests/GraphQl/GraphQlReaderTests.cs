using System.Text;
using Gateway.Core.GraphQl;

namespace Gateway.Core.Tests.GraphQl;

public sealed class GraphQlReaderTests
{
    private static readonly GraphQlWords Words = new("login", "confirm2Fa", "newToken", "logout", "send2Fa");

    public static TheoryData<string> Titles => [.. DocumentCase.All.Select(one => one.Title)];

    [Fact]
    public void The_corpus_is_large_and_its_titles_differ()
    {
        Assert.True(DocumentCase.All.Count >= 60, $"{DocumentCase.All.Count} cases");
        Assert.Equal(DocumentCase.All.Count, DocumentCase.All.Select(one => one.Title).Distinct().Count());
    }

    [Theory]
    [MemberData(nameof(Titles))]
    public void A_request_is_read_as_the_corpus_says(string title)
    {
        var one = DocumentCase.All.Single(one => one.Title == title);

        Assert.Equal(one.Expectation, Describe(GraphQlReader.Read(one.Request)));
    }

    [Theory]
    [MemberData(nameof(Titles))]
    public void The_quick_look_misses_no_word(string title)
    {
        var one = DocumentCase.All.Single(one => one.Title == title);

        var found = Words.MayBeIn(Encoding.UTF8.GetBytes(one.Body)) || Words.MayBeIn(Encoding.UTF8.GetBytes(one.Query));

        Assert.Equal(!one.IsQuiet && !one.Title.Contains("by its hash", StringComparison.Ordinal), found);
    }

    [Theory]
    [InlineData("mutation($c: C = {email: \"e\", password: \"p\"}) { login(credentials: $c) { token } }", "{}", "e p")]
    [InlineData("mutation($c: C) { login(credentials: $c) { token } }", """{"c":{"email":"e","password":"p"}}""", "e p")]
    [InlineData("mutation($e: S, $p: S) { login(credentials: {email: $e, password: $p}) { token } }", """{"e":"e","p":"p"}""", "e p")]
    [InlineData("mutation($p: S = \"d\") { login(credentials: {email: \"e\", password: $p}) { token } }", "{}", "e d")]
    [InlineData("mutation { login(credentials: {email: \"\\u0065\", password: \"a\\n\\\"\\u{1F600}\"}) { token } }", "{}", "e a\n\"😀")]
    [InlineData("mutation { login(credentials: {email: \"\"\"e\"\"\", password: \"\"\"\n    a \\\"\"\"\n      b\n  \"\"\"}) { token } }", "{}", "e a \"\"\"\n  b")]
    [InlineData("mutation { login(credentials: {password: 12345}) { token } }", "{}", "? 12345")]
    [InlineData("mutation { login(credentials: {email: null, password: [\"p\"]}) { token } }", "{}", "? ?")]
    [InlineData("mutation($c: C) { login(credentials: $c) { token } }", """{"c":{"email":null,"password":7}}""", "? 7")]
    public void Arguments_are_resolved(string document, string variables, string expected)
    {
        var credentials = Assert.Single(Read(document, variables)).Argument("credentials");

        Assert.Equal(expected, $"{credentials?.Member("email")?.Text ?? "?"} {credentials?.Member("password")?.Text ?? "?"}");
    }

    [Fact]
    public void Selections_open_fragments_and_keep_their_order()
    {
        var login = Assert.Single(Read(
            "mutation($no: Boolean!) { login { id: userId ...F token @include(if: $no) ... on LoginResult { userProfile { name } } } } fragment F on LoginResult { token refreshToken id: userId }",
            """{"no":false}"""));

        Assert.Equal(["id:userId", "token:token", "refreshToken:refreshToken", "userProfile:userProfile"], login.CollectSelections()!.Select(field => $"{field.ResponseKey}:{field.Name}"));
    }

    [Theory]
    [InlineData("mutation { a }", 1)]
    [InlineData("mutation { a b @skip(if: true) }", 2)]
    [InlineData("mutation { ...F } fragment F on M { a b c }", 3)]
    [InlineData("query { a b }", 0)]
    public void Root_fields_of_mutations_are_counted(string document, int count) =>
        Assert.Equal(count, Json(document, "{}").MutationFields);

    [Fact]
    public void Mutations_of_a_batch_count_together()
    {
        var reading = GraphQlReader.Read(Post("""[{"query":"mutation { a }"},{"query":"{ b c }"},{"query":"mutation { d }"}]"""u8.ToArray()));

        Assert.Equal((true, 2, false), (reading.IsBatch, reading.MutationFields, reading.OnlyQueries));
    }

    [Theory]
    [InlineData("utf-16")]
    [InlineData("utf-32")]
    [InlineData("utf-16BE")]
    public void Other_encodings_are_unreadable(string encoding)
    {
        var body = Encoding.GetEncoding(encoding).GetBytes("""{"query":"mutation { logout { __typename } }"}""");

        Assert.False(GraphQlReader.Read(Post(body)).IsReadable);
    }

    [Fact]
    public void Text_that_is_no_utf8_is_unreadable()
    {
        byte[] body = [.. "{\"query\":\"mutation { login(credentials: {password: \\\""u8, 0xC0, 0xAF, .. "\\\"}) { token } }\"}"u8];

        Assert.False(GraphQlReader.Read(Post(body)).IsReadable);
    }

    internal static GraphQlReading Json(string document, string variables) =>
        GraphQlReader.Read(Post(Encoding.UTF8.GetBytes($"{{\"query\":{System.Text.Json.JsonSerializer.Serialize(document)},\"variables\":{variables}}}")));

    internal static GraphQlHttpRequest Post(byte[] body) => new("POST", "application/json", string.Empty, body);

    private static IReadOnlyList<GraphQlField> Read(string document, string variables) => Assert.Single(Json(document, variables).Operations).CollectFields()!;

    private static string Describe(GraphQlReading reading)
    {
        if (!reading.IsReadable)
        {
            return "unreadable";
        }

        var operations = string.Join("; ", reading.Operations.Select(Describe));
        return reading.IsBatch ? $"[{operations}]" : operations.Length == 0 ? "nothing" : operations;
    }

    private static string Describe(GraphQlOperation operation)
    {
        var fields = operation.CollectFields();
        var names = fields?.Select(field => field.ResponseKey == field.Name ? field.Name : $"{field.ResponseKey}:{field.Name}") ?? ["?"];
        var mentioned = fields is not null && fields.Select(field => field.Name).SequenceEqual(operation.Mentioned)
            ? string.Empty
            : $", mentions {string.Join(' ', operation.Mentioned)}";
        return $"{operation.Kind.ToString().ToLowerInvariant()} {string.Join(' ', names)}{mentioned}";
    }
}
