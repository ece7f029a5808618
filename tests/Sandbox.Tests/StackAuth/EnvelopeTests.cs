using Sandbox.StackAuth;

namespace Sandbox.Tests.StackAuth;

/// <summary>The shape of answers: statuses, headers and bodies.</summary>
public sealed class EnvelopeTests
{
    private static (string Name, string Value) Override => ("x-stack-override-error-status", "");

    [Fact]
    public async Task A_known_error_has_its_three_keys_indented_by_two()
    {
        await using var visitor = await Visitor.StartAsync();

        var answer = await visitor.SendAsync("GET", "/api/v1/users/me", null, ("x-stack-access-type", "client"));

        Assert.Equal("application/json; charset=utf-8", answer.ContentType);
        Assert.Equal(["code", "details", "error"], answer.Json.EnumerateObject().Select(member => member.Name));
        Assert.StartsWith("{\n  \"code\": \"ACCESS_TYPE_WITHOUT_PROJECT_ID\",\n  \"details\": {\n    \"request_type\"", answer.Text, StringComparison.Ordinal);
        Assert.Null(answer.Header("www-authenticate"));
    }

    [Fact]
    public async Task An_error_without_details_has_no_such_key()
    {
        await using var visitor = await Visitor.StartAsync();

        var answer = await visitor.AskAsync("GET", "users/me");

        Assert.Equal((400, "CANNOT_GET_OWN_USER_WITHOUT_USER"), (answer.Status, answer.Code));
        Assert.Equal(["code", "error"], answer.Json.EnumerateObject().Select(member => member.Name));
    }

    [Fact]
    public async Task A_success_is_compact_unless_a_browser_asks()
    {
        await using var visitor = await Visitor.StartAsync();

        var plain = await visitor.SendAsync("GET", "/health", null);
        var browser = await visitor.SendAsync("GET", "/health", null, ("accept", "text/html"));

        Assert.Equal("{\"status\":\"ok\"}", plain.Text);
        Assert.Equal("{\n  \"status\": \"ok\"\n}", browser.Text);
    }

    [Fact]
    public async Task Every_answer_has_a_request_id_and_is_not_stored()
    {
        await using var visitor = await Visitor.StartAsync();

        foreach (var answer in new[] { await visitor.SignInAsync(), await visitor.AskAsync("GET", "users/me"), await visitor.AskAsync("GET", "nowhere") })
        {
            Assert.Equal(16, answer.Header("x-stack-request-id")!.Length);
            Assert.Equal(answer.Header("x-stack-request-id"), answer.Header("x-hexclave-request-id"));
            Assert.Equal("no-store, max-age=0", answer.Header("cache-control"));
            Assert.Equal("*", answer.Header("access-control-allow-origin"));
        }
    }

    [Theory]
    [InlineData("GET", "users/me", 400)]
    [InlineData("GET", "nowhere", 404)]
    [InlineData("POST", "auth/sessions/current/refresh", 400)]
    public async Task The_override_header_turns_a_refusal_into_200_and_tells_the_real_status(string method, string path, int status)
    {
        await using var visitor = await Visitor.StartAsync();

        var plain = await visitor.AskAsync(method, path);
        var overridden = await visitor.AskAsync(method, path, null, Override);

        Assert.Equal((status, 200), (plain.Status, overridden.Status));
        Assert.Equal($"{status}", overridden.Header("x-stack-actual-status"));
        Assert.Equal(plain.Text, overridden.Text);
        Assert.Equal(plain.Code, overridden.Code);
        Assert.Null(plain.Header("x-stack-actual-status"));
    }

    [Fact]
    public async Task The_override_header_leaves_successes_and_failures_of_the_server_alone()
    {
        await using var visitor = await Visitor.StartAsync();
        visitor.Knobs.Misbehave(StackAuthOperations.Me, MisbehaviourKind.ServerError500);

        var failure = await visitor.AskAsync("GET", "users/me", null, Override);
        var success = await visitor.AskAsync("POST", "auth/password/sign-in", Visitor.RightCredentials, Override);

        Assert.Equal((500, "text/plain; charset=utf-8"), (failure.Status, failure.ContentType));
        Assert.Null(failure.Code);
        Assert.Null(failure.Header("x-stack-actual-status"));
        Assert.Equal((200, null), (success.Status, success.Header("x-stack-actual-status")));
    }

    [Fact]
    public async Task A_wrong_method_is_a_bare_405()
    {
        await using var visitor = await Visitor.StartAsync();

        var answer = await visitor.AskAsync("GET", "auth/password/sign-in", null, Override);

        Assert.Equal((405, "", null, "POST"), (answer.Status, answer.Text, answer.ContentType, answer.Header("allow")));
        Assert.Null(answer.Code);
        Assert.Null(answer.Header("x-stack-request-id"));
    }

    [Theory]
    [InlineData("/api/v1/auth/nothing")]
    [InlineData("/api/v9/users/me")]
    [InlineData("/elsewhere")]
    public async Task An_unknown_path_is_a_404_in_plain_text(string path)
    {
        await using var visitor = await Visitor.StartAsync();

        var answer = await visitor.SendAsync("GET", path, null, [.. Visitor.ClientHeaders]);

        Assert.Equal((404, "text/plain; charset=utf-8", null), (answer.Status, answer.ContentType, answer.Code));
    }

    [Theory]
    [InlineData("/api/v1/users/me/", "/api/v1/users/me")]
    [InlineData("/api/v1//users/me?a=1", "/api/v1/users/me?a=1")]
    [InlineData("//api/v1/users/me", "/api/v1/users/me")]
    public async Task A_trailing_or_doubled_slash_is_a_308_with_a_relative_location(string path, string location)
    {
        await using var visitor = await Visitor.StartAsync();

        var answer = await visitor.SendAsync("GET", path, null, [.. Visitor.ClientHeaders]);

        Assert.Equal((308, location), (answer.Status, answer.Header("location")));
    }

    [Fact]
    public async Task Browsers_may_ask_from_anywhere_and_read_three_headers()
    {
        await using var visitor = await Visitor.StartAsync();

        var answer = await visitor.SendAsync("OPTIONS", "/api/v1/users/me", null, ("origin", "https://app.example"));

        Assert.Equal((200, ""), (answer.Status, answer.Text));
        Assert.Equal("86400", answer.Header("access-control-max-age"));
        Assert.Equal("GET, POST, PUT, PATCH, DELETE, OPTIONS", answer.Header("access-control-allow-methods"));
        Assert.DoesNotContain("retry-after", answer.Header("access-control-expose-headers"), StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("x-stack-allow-restricted-user", answer.Header("access-control-allow-headers"), StringComparison.Ordinal);
        Assert.Empty(visitor.Service.Calls);
    }

    [Fact]
    public async Task A_schema_error_lists_all_that_is_wrong()
    {
        await using var visitor = await Visitor.StartAsync();

        var answer = await visitor.AskAsync("POST", "auth/password/sign-in", new { email = "nobody", colour = "red", size = 1 });

        Assert.Equal((400, "SCHEMA_ERROR"), (answer.Status, answer.Code));
        Assert.Equal(answer.Json.Text("error"), answer.Details.Text("message"));
        var lines = answer.Details.Text("message").Split('\n');
        Assert.Contains("POST /api/v1/auth/password/sign-in", lines[0], StringComparison.Ordinal);
        Assert.Equal(3, lines.Length - 1);
        Assert.All(lines[1..], line => Assert.StartsWith("  - body", line, StringComparison.Ordinal));
        Assert.Contains("colour, size", lines[3], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("application/json", "", "BODY_PARSING_ERROR")]
    [InlineData("application/json", "{\"email\":", "BODY_PARSING_ERROR")]
    [InlineData("application/xml", "<a/>", "BODY_PARSING_ERROR")]
    [InlineData(null, "{\"email\":\"bot@example.com\",\"password\":\"sandbox-password\"}", "SCHEMA_ERROR")]
    [InlineData("text/plain", "hello", "SCHEMA_ERROR")]
    [InlineData("application/json", "[]", "SCHEMA_ERROR")]
    [InlineData("application/json; charset=utf-8", "{\"email\":\"bot@example.com\",\"password\":\"sandbox-password\"}", null)]
    [InlineData("application/x-www-form-urlencoded", "email=bot%40example.com&password=sandbox-password", null)]
    [InlineData("application/x-www-form-urlencoded", "email=bot%40example.com&password=sandbox-password&more=1", "SCHEMA_ERROR")]
    [InlineData("application/json", "{\"email\":\" bot@example.com\",\"password\":\"sandbox-password\"}", "SCHEMA_ERROR")]
    [InlineData("application/json", "{\"email\":\"\",\"password\":\"sandbox-password\"}", "SCHEMA_ERROR")]
    [InlineData("application/json", "{\"email\":\"BOT@example.COM\",\"password\":\"sandbox-password\"}", null)]
    [InlineData("application/json", "{\"email\":\"bot@example.com\",\"password\":\"\"}", "EMAIL_PASSWORD_MISMATCH")]
    public async Task Bodies_are_read_by_their_content_type(string? contentType, string body, string? code)
    {
        await using var visitor = await Visitor.StartAsync();

        var answer = await visitor.SendAsync("POST", "/api/v1/auth/password/sign-in", Visitor.Content(body, contentType), [.. Visitor.ClientHeaders]);

        Assert.Equal((code is null ? 200 : 400, code), (answer.Status, answer.Code));
    }

    [Fact]
    public async Task A_query_with_unknown_parameters_is_refused_where_it_has_a_schema()
    {
        await using var visitor = await Visitor.StartAsync();
        var token = (await visitor.SignInAsync()).AccessToken;

        var me = await visitor.AskAsync("GET", "users/me?x=1", null, Visitor.Token(token));
        var keys = await visitor.AskAsync("GET", $"projects/{StackAuthService.DefaultProjectId}/.well-known/jwks.json?x=1");
        var signIn = await visitor.AskAsync("POST", "auth/password/sign-in?x=1", Visitor.RightCredentials);

        Assert.Equal(("SCHEMA_ERROR", "SCHEMA_ERROR", 200), (me.Code, keys.Code, signIn.Status));
    }
}
