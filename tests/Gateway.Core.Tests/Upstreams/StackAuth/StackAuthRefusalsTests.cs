using System.Net;
using System.Text;
using Gateway.Core.Upstreams;

namespace Gateway.Core.Tests.Upstreams.StackAuth;

/// <summary>Which answers refuse the token that was sent, at the project's API and at an own backend.</summary>
public sealed class StackAuthRefusalsTests
{
    private const string Json = "application/json; charset=utf-8";

    private static readonly IRefusalRules Api = new ProtocolUnderTest().Protocol.Refusals;
    private static readonly IRefusalRules Backend = new ProtocolUnderTest(baseUrl: "https://backend.example").Protocol.Refusals;

    [Theory]
    [InlineData(401, "ACCESS_TOKEN_EXPIRED", null, RefusalSign.Refused)]
    [InlineData(401, "UNPARSABLE_ACCESS_TOKEN", null, RefusalSign.Refused)]
    [InlineData(401, "INVALID_PROJECT_FOR_ACCESS_TOKEN", null, RefusalSign.Refused)]
    [InlineData(200, "ACCESS_TOKEN_EXPIRED", "401", RefusalSign.Refused)]
    [InlineData(200, "UNPARSABLE_ACCESS_TOKEN", "401", RefusalSign.Refused)]
    [InlineData(200, "INVALID_PROJECT_FOR_ACCESS_TOKEN", "401", RefusalSign.Refused)]
    [InlineData(401, "INVALID_PUBLISHABLE_CLIENT_KEY", null, RefusalSign.None)]
    [InlineData(401, "ANONYMOUS_AUTHENTICATION_NOT_ALLOWED", null, RefusalSign.None)]
    [InlineData(401, "INSUFFICIENT_ACCESS_TYPE", null, RefusalSign.None)]
    [InlineData(200, "ACCESS_TOKEN_EXPIRED", null, RefusalSign.None)]
    [InlineData(200, "ACCESS_TOKEN_EXPIRED", "403", RefusalSign.None)]
    [InlineData(403, "RESTRICTED_USER_NOT_ALLOWED", null, RefusalSign.None)]
    [InlineData(400, "ACCESS_TOKEN_EXPIRED", null, RefusalSign.None)]
    public void At_the_projects_api_the_code_decides(int status, string code, string? actual, RefusalSign expected)
    {
        foreach (var family in new[] { "x-stack-", "x-hexclave-" })
        {
            Assert.Equal(expected, Judge(Api, status, Json, ($"{family}known-error", code), ($"{family}actual-status", actual)));
        }
    }

    [Fact]
    public void The_newer_name_of_a_header_comes_first() => Assert.Equal(
        RefusalSign.None,
        Judge(Api, 401, Json, ("x-hexclave-known-error", "SERVER_AUTHENTICATION_REQUIRED"), ("x-stack-known-error", "ACCESS_TOKEN_EXPIRED")));

    [Fact]
    public void Without_the_header_a_json_body_decides()
    {
        Assert.Equal(RefusalSign.Unclear, Judge(Api, 401, Json));
        Assert.Equal(RefusalSign.None, Judge(Api, 401, "text/plain"));
        Assert.True(Api.MayBeUnclear("/api/v1/users/me"));
    }

    [Theory]
    [InlineData("""{"code":"ACCESS_TOKEN_EXPIRED","error":"x"}""", true, RefusalSign.Refused)]
    [InlineData("""{"details":{"a":[1,{"code":"x"}]},"code":"UNPARSABLE_ACCESS_TOKEN"}""", true, RefusalSign.Refused)]
    [InlineData("""{"details":{"code":"ACCESS_TOKEN_EXPIRED"},"code":"OTHER"}""", true, RefusalSign.None)]
    [InlineData("""{"details":{"code":"ACCESS_TOKEN_EXPIRED"}}""", true, RefusalSign.None)]
    [InlineData("""{"code":17}""", true, RefusalSign.None)]
    [InlineData("""["ACCESS_TOKEN_EXPIRED"]""", true, RefusalSign.None)]
    [InlineData("""{"details":{"a":1}""", false, RefusalSign.Unclear)]
    [InlineData("""{"code":"ACCESS_TOK""", false, RefusalSign.Unclear)]
    [InlineData("""{"code":"ACCESS_TOK""", true, RefusalSign.None)]
    [InlineData("<html>", false, RefusalSign.None)]
    [InlineData("", true, RefusalSign.None)]
    public void A_body_is_judged_by_its_own_code(string body, bool isComplete, RefusalSign expected) =>
        Assert.Equal(expected, Api.Judge(Encoding.UTF8.GetBytes(body), isComplete));

    [Theory]
    [InlineData(401, RefusalSign.Refused)]
    [InlineData(403, RefusalSign.None)]
    [InlineData(200, RefusalSign.None)]
    [InlineData(400, RefusalSign.None)]
    public void At_an_own_backend_any_401_is_a_refusal(int status, RefusalSign expected)
    {
        Assert.Equal(expected, Judge(Backend, status, "text/html"));
        Assert.Equal(expected, Judge(Backend, status, Json, ("x-stack-known-error", "INSUFFICIENT_ACCESS_TYPE"), ("x-stack-actual-status", "401")));
        Assert.False(Backend.MayBeUnclear("/"));
    }

    [Fact]
    public void Nothing_was_carried_out_so_everything_may_be_sent_again() =>
        Assert.True(Api.MayBeSentAgain(new RefusedRequest("POST", "/api/v1/users/me", Json, false, default)));

    private static RefusalSign Judge(IRefusalRules rules, int status, string contentType, params (string Name, string? Value)[] headers)
    {
        using var answer = new HttpResponseMessage((HttpStatusCode)status) { Content = new ByteArrayContent([]) };
        answer.Content.Headers.TryAddWithoutValidation("Content-Type", contentType);
        foreach (var (name, value) in headers)
        {
            if (value is not null)
            {
                answer.Headers.TryAddWithoutValidation(name, value);
            }
        }

        return rules.Judge("/api/v1/users/me", answer);
    }
}
