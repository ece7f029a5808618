using System.Net;
using System.Text;
using Gateway.Core.Upstreams;
using Gateway.Core.Upstreams.Stx;

namespace Gateway.Core.Tests.Upstreams.Stx;

public sealed class StxRefusalsTests
{
    private readonly StxRefusals _rules = new();

    [Theory]
    [InlineData("""{"errors":[{"message":"unauthorized"}]}""")]
    [InlineData("""{"data":null,"errors":[{"message":"Unauthorized","path":["a",{"deep":[1,{}]}],"locations":[]}]}""")]
    [InlineData("""{"errors":[{"message":"You are UNAUTHORIZED here"},{"code":1,"message":"unauthorized"}],"data":{"a":null,"b":null},"extensions":{"x":[{}]}}""")]
    [InlineData("""{"data":{},"errors":[{"message":"unauthorized"}]}""")]
    [InlineData("""{"d\u0061ta":null,"errors":[{"message":"un\u0061uthorized"}]}""")]
    [InlineData("""[{"data":null,"errors":[{"message":"unauthorized"}]},{"errors":[{"message":"unauthorized"}]}]""")]
    public void Errors_that_all_say_so_without_any_data_are_a_refusal(string body)
    {
        Assert.Equal(RefusalSign.Refused, Judge(body));
        Assert.Equal(RefusalSign.Refused, Judge($" {body}\n "));
    }

    [Theory]
    [InlineData("""{"data":{"a":1},"errors":[{"message":"unauthorized"}]}""")]
    [InlineData("""{"errors":[{"message":"unauthorized"}],"data":{"a":null,"b":{}}}""")]
    [InlineData("""{"data":[],"errors":[{"message":"unauthorized"}]}""")]
    [InlineData("""{"data":null,"errors":[{"message":"unauthorized"},{"message":"not found"}]}""")]
    [InlineData("""{"data":null,"errors":[{"message":"unauthorized"},{"text":"unauthorized"}]}""")]
    [InlineData("""{"data":null,"errors":[{"message":{"text":"unauthorized"}}]}""")]
    [InlineData("""{"data":null,"errors":["unauthorized"]}""")]
    [InlineData("""{"data":null,"errors":{"message":"unauthorized"}}""")]
    [InlineData("""{"data":null,"errors":[]}""")]
    [InlineData("""{"data":null}""")]
    [InlineData("""{"data":{"confirmOrder":{"errors":[{"message":"unauthorized"}]}}}""")]
    [InlineData("""{"data":{"confirmOrder":null,"note":"unauthorized"},"errors":[{"message":"unauthorized"}]}""")]
    [InlineData("""{"error":"unauthorized"}""")]
    [InlineData("""[{"errors":[{"message":"unauthorized"}]},{"data":{"a":1}}]""")]
    [InlineData("[]")]
    [InlineData("null")]
    [InlineData("\"unauthorized\"")]
    [InlineData("")]
    [InlineData("unauthorized")]
    [InlineData("""{"errors":[{"message":"unauthorized"}]} {"data":1}""")]
    [InlineData("""{"errors":[{"message":"unauthorized"}]""")]
    [InlineData("""{"data":null,"errors":[{"message":"\ud800 unauthorized"}]}""")]
    public void Anything_else_is_not(string body) => Assert.Equal(RefusalSign.None, Judge(body));

    [Fact]
    public void A_refusal_is_unclear_until_its_last_byte()
    {
        var body = Encoding.UTF8.GetBytes("""{"data":{"a":null},"errors":[{"path":["a"],"message":"unauthorized"}],"extensions":{"n":1}}""");

        // No byte at all is no JSON that has begun.
        Assert.All(Enumerable.Range(1, body.Length), length => Assert.Equal(RefusalSign.Unclear, _rules.Judge(body.AsSpan(0, length), isComplete: false)));
        Assert.Equal(RefusalSign.Refused, _rules.Judge(body, isComplete: true));
    }

    [Theory]
    [InlineData("""{"data":{"marketInfos":[""")]
    [InlineData("""{"data":{"a":null,"b":1""")]
    [InlineData("""{"errors":[{"message":"not found"}""")]
    [InlineData("   ")]
    [InlineData("<html>")]
    public void An_answer_is_let_go_as_soon_as_it_cannot_be_one(string beginning) =>
        Assert.Equal(RefusalSign.None, _rules.Judge(Encoding.UTF8.GetBytes(beginning + " "), isComplete: false));

    [Theory]
    [InlineData(HttpStatusCode.Unauthorized, "/anything", "text/html", RefusalSign.Refused)]
    [InlineData(HttpStatusCode.Unauthorized, "/api/graphql", "application/json", RefusalSign.Refused)]
    [InlineData(HttpStatusCode.OK, "/api/graphql", "application/json; charset=utf-8", RefusalSign.Unclear)]
    [InlineData(HttpStatusCode.OK, "/api/graphql?x=1", "application/graphql-response+json", RefusalSign.Unclear)]
    [InlineData(HttpStatusCode.OK, "/api/%67raphql", "application/json", RefusalSign.Unclear)]
    [InlineData(HttpStatusCode.OK, "//api/graphql/", "application/json", RefusalSign.Unclear)]
    [InlineData(HttpStatusCode.OK, "/mounted/api/graphql", "application/json", RefusalSign.Unclear)]
    [InlineData(HttpStatusCode.OK, "/mounted//api/graphql/?x", "application/json", RefusalSign.Unclear)]
    [InlineData(HttpStatusCode.OK, "/graphql", "application/json", RefusalSign.None)]
    [InlineData(HttpStatusCode.OK, "/api/graphql", "text/event-stream", RefusalSign.None)]
    [InlineData(HttpStatusCode.OK, "/api/graphql", "multipart/mixed", RefusalSign.None)]
    [InlineData(HttpStatusCode.OK, "/api/graphql", "application/x-ndjson", RefusalSign.None)]
    [InlineData(HttpStatusCode.OK, "/api/graphql", null, RefusalSign.None)]
    [InlineData(HttpStatusCode.OK, "/api/v1/orders", "application/json", RefusalSign.None)]
    [InlineData(HttpStatusCode.OK, "/api/graphqlx", "application/json", RefusalSign.None)]
    [InlineData(HttpStatusCode.OK, "/x?/api/graphql", "application/json", RefusalSign.None)]
    [InlineData(HttpStatusCode.Forbidden, "/api/graphql", "application/json", RefusalSign.None)]
    [InlineData(HttpStatusCode.BadRequest, "/api/graphql", "application/json", RefusalSign.None)]
    public void The_head_tells_most(HttpStatusCode status, string target, string? contentType, RefusalSign expected)
    {
        using var answer = new HttpResponseMessage(status) { Content = new ByteArrayContent([]) };
        if (contentType is not null)
        {
            answer.Content.Headers.TryAddWithoutValidation("Content-Type", contentType);
        }

        Assert.Equal(expected, _rules.Judge(target, answer));
    }

    [Theory]
    [InlineData("""{"query":"{ a b c }"}""", true)]
    [InlineData("""{"query":"query Q { a } mutation M { b c }","operationName":"Q"}""", true)]
    [InlineData("""{"query":"{ a(text: \"mutation { b c }\") }"}""", true)]
    [InlineData("""{"query":"mutation { a }"}""", true)]
    [InlineData("""{"query":"mutation M { x: a(n: 1) { b c } } query Q { d e }","operationName":"M"}""", true)]
    [InlineData("""{"query":"mutation { a b }"}""", false)]
    [InlineData("""{"query":"mutation { a: x b: x }"}""", false)]
    [InlineData("""{"query":"mutation { ...F } fragment F on M { a b }"}""", false)]
    [InlineData("""{"query":"mutation { ... { a } ... { b } }"}""", false)]
    [InlineData("""{"query":"mut\u0061tion { a b }"}""", false)]
    [InlineData("""{"query":"mutation { a","variables":{}}""", false)]
    [InlineData("""{"query":"query { a""", true)]
    [InlineData("""{"extensions":{"persistedQuery":{"sha256Hash":"0"}}}""", false)]
    [InlineData("""[{"query":"{ a }"},{"query":"{ b }"}]""", true)]
    [InlineData("""[{"query":"mutation { a }"}]""", true)]
    [InlineData("""[{"query":"mutation { a }"},{"query":"{ b }"}]""", false)]
    [InlineData("""[{"query":"mutation { a }"},{"query":"mutation { b }"}]""", false)]
    public void A_mutation_is_sent_again_only_if_it_is_a_single_field(string body, bool expected)
    {
        var bytes = Encoding.UTF8.GetBytes(body);

        Assert.Equal(expected, MayBeSentAgain("/api/graphql", bytes));
        Assert.True(MayBeSentAgain("/api/v1/orders", bytes));
    }

    [Fact]
    public void A_graphql_body_whose_bytes_cannot_be_read_is_not_sent_again()
    {
        var body = """{"query":"mutation { a b }"}""";

        Assert.False(MayBeSentAgain("/api/graphql", Encoding.Unicode.GetBytes(body)));
        Assert.False(_rules.MayBeSentAgain(new RefusedRequest("POST", "/api/graphql", "application/json", IsCoded: true, "{}"u8.ToArray())));
        Assert.True(_rules.MayBeSentAgain(new RefusedRequest("POST", "/api/v1/x", "application/json", IsCoded: true, "{}"u8.ToArray())));
    }

    [Theory]
    [InlineData("/api/graphql?query=%7Ba%7D", true)]
    [InlineData("/api/graphql?query=mutation%7Ba%7D", true)]
    [InlineData("/api/graphql?query=mutation%7Ba%20b%7D", false)]
    [InlineData("/api/graphql?query=m%75tation%7Ba%20b%7D", false)]
    public void A_document_in_the_query_string_is_read_too(string target, bool expected) =>
        Assert.Equal(expected, _rules.MayBeSentAgain(new RefusedRequest("GET", target, null, IsCoded: false, default)));

    [Theory]
    [InlineData("/api/GRAPHQL")]
    [InlineData("/mounted/api;v=1/graphql")]
    [InlineData("/api/graphql/more?x")]
    public void A_path_that_a_lenient_server_could_take_for_it_is_judged_with_care(string target) =>
        Assert.False(MayBeSentAgain(target, """{"query":"mutation { a b }"}"""u8.ToArray()));

    private bool MayBeSentAgain(string target, byte[] body) =>
        _rules.MayBeSentAgain(new RefusedRequest("POST", target, "application/json", IsCoded: false, body));

    private RefusalSign Judge(string body) => _rules.Judge(Encoding.UTF8.GetBytes(body), isComplete: true);
}
