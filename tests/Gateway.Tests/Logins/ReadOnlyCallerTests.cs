using System.Net;
using Sandbox.Stx;

namespace Gateway.Tests.Logins;

public sealed class ReadOnlyCallerTests
{
    private const string Key = "reader-key-0123456789abcdef";

    private static readonly string[] Settings =
    [
        $"--Gateway:Inbound:Callers:reader:Key={Key}", "--Gateway:Inbound:Callers:reader:ReadOnly=true", "--Gateway:Inbound:Callers:writer:Key=writer-key-0123456789abcdef",
    ];

    [Fact]
    public async Task It_logs_in_asks_and_reads()
    {
        await using var exchange = await LoginAnswerTests.ActiveAsync(Settings);
        var client = new Client(exchange);

        var token = Client.Text(await client.LogInAsync(Key), "data", "login", "token");
        var whose = await client.AskAsync(Client.Whose, null, Client.Bearer(token));
        Assert.Equal(StxExchange.DefaultEmail, Client.Text(whose, "data", "userProfile", "email"));

        foreach (var method in new[] { "GET", "HEAD", "OPTIONS" })
        {
            await client.SendAsync(method, "/api/v1/anything", null, Client.Bearer(token));
            Assert.Null(client.Error);
        }
    }

    [Theory]
    [InlineData("POST", "/api/graphql", """{"query":"mutation { confirmOrder { order { id } } }"}""")]
    [InlineData("POST", "/api/graphql", """{"query":"subscription { login { token } }"}""", "request_not_allowed")]
    [InlineData("POST", "/api/graphql", """{"query":"subscription { markets { id } }"}""")]
    [InlineData("POST", "/api/graphql", """[{"query":"{ userProfile { email } }"},{"query":"mutation { confirmOrder { order { id } } }"}]""")]
    [InlineData("POST", "/api/graphql", """{"query":"{ userProfile { email } }","query":"mutation { confirmOrder { order { id } } }"}""")]
    [InlineData("POST", "/api/graphql", """{"operationName":"B","query":"query A { a } mutation B { b }"}""")]
    [InlineData("POST", "/api/graphql?operationName=B", """{"operationName":"A","query":"query A { a } mutation B { b }"}""")]
    [InlineData("POST", "/api/graphql", "no json")]
    [InlineData("POST", "/api/graphql", "")]
    [InlineData("GET", "/api/graphql?query=mutation%7BconfirmOrder%7Border%7Bid%7D%7D%7D", null)]
    [InlineData("GET", "/api/graphql?+query=mutation%7BconfirmOrder%7Border%7Bid%7D%7D%7D", null)]
    [InlineData("OPTIONS", "/api/graphql?query=mutation%7BconfirmOrder%7Border%7Bid%7D%7D%7D", null)]
    [InlineData("POST", "/api/v1/orders", "{}")]
    [InlineData("PUT", "/api/v1/orders", "{}")]
    [InlineData("PATCH", "/api/v1/orders", "{}")]
    [InlineData("DELETE", "/api/v1/orders/1", null)]
    [InlineData("PROPFIND", "/api/v1/orders/1", null)]
    public async Task It_changes_nothing(string method, string target, string? body, string error = "caller_not_allowed")
    {
        await using var exchange = await LoginAnswerTests.ActiveAsync(Settings);
        var client = new Client(exchange);
        exchange.Stx.ClearCalls();

        await client.SendAsync(method, target, body, $"X-Gateway-Key: {Key}");

        Assert.Equal(error, client.Error);
        Assert.Equal(error == "caller_not_allowed" ? HttpStatusCode.Forbidden : HttpStatusCode.BadRequest, client.Status);
        Assert.Empty(exchange.Stx.Calls);
    }

    [Theory]
    [InlineData("Upgrade: websocket")]
    [InlineData("X-HTTP-Method-Override: DELETE")]
    [InlineData("x_http_method_override: DELETE")]
    public async Task It_opens_no_socket_and_lends_no_method(string header)
    {
        await using var exchange = await LoginAnswerTests.ActiveAsync(Settings);
        var client = new Client(exchange);

        await client.SendAsync("GET", "/socket/websocket?vsn=2.0.0", null, $"X-Gateway-Key: {Key}", header);

        Assert.Equal((HttpStatusCode.Forbidden, "caller_not_allowed"), (client.Status, client.Error));
    }

    [Fact]
    public async Task Its_queries_have_to_be_short_enough_to_be_read()
    {
        await using var exchange = await LoginAnswerTests.ActiveAsync(Settings);
        var client = new Client(exchange);

        await client.SendAsync("POST", "/api/graphql", $$"""{"query":"{ userProfile { email } }","x":"{{new string('x', 70_000)}}"}""", $"X-Gateway-Key: {Key}");

        Assert.Equal((HttpStatusCode.Forbidden, "caller_not_allowed"), (client.Status, client.Error));
    }
}
