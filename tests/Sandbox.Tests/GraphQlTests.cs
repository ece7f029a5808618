using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using Sandbox.Stx;

namespace Sandbox.Tests;

public sealed class GraphQlTests
{
    [Theory]
    [InlineData("{ eventInfos { eventId } }")]
    [InlineData("query { eventInfos { eventId } }")]
    [InlineData("query Named { eventInfos { eventId, } } # a comment")]
    [InlineData("\uFEFFquery N($l: Int = 2) { marketInfos(input: {limit: $l}) { marketId } }")]
    [InlineData("query N($s: [String!]) { marketInfos(input: {status: $s}) { marketId } }")]
    [InlineData("{ marketInfos(input: {status: \"OPEN\"}) { marketId } }")]
    [InlineData("{ marketInfos(input: {status: [\"OPEN\" \"\"\"CLOSED\"\"\"], sport: \"\\u0068ockey\\n\"}) { marketId } }")]
    [InlineData("{ marketInfos(input: null) { bids(limit: 1) { price } } }")]
    [InlineData("{ a: eventInfos { id: eventId } b: eventInfos { id: title } }")]
    [InlineData("{ ...F } fragment F on Query { eventInfos { ...G } } fragment G on EventInfo { title }")]
    [InlineData("{ ... on Query { eventInfos { ... { title } ... @include(if: true) { sport } } } }")]
    [InlineData("query N($yes: Boolean!) { eventInfos @skip(if: $yes) { title } __typename }", "{\"yes\":true}")]
    [InlineData("{ __typename }")]
    public async Task Honest_documents_are_answered(string query, string? variables = null)
    {
        await using var bot = await Bot.StartAsync();

        var answer = await bot.AskAsync(query, variables is null ? null : JsonSerializer.Deserialize<JsonElement>(variables));

        Assert.Null(Bot.Error(answer));
        Assert.Equal(JsonValueKind.Object, answer.GetProperty("data").ValueKind);
    }

    [Theory]
    [InlineData("{ nothing }", "Cannot query field \"nothing\" on type \"Query\".")]
    [InlineData("mutation { login(credentials: {password: \"p\"}) { tokn } }", "Cannot query field \"tokn\" on type \"LoginResult\".")]
    [InlineData("{ eventInfos @skip(if: true) { nothing } }", "Cannot query field \"nothing\" on type \"EventInfo\".")]
    [InlineData("{ __schema { types { name } } }", "Cannot query field \"__schema\" on type \"Query\".")]
    [InlineData("{ login(credentials: {password: \"p\"}) { token } }", "Cannot query field \"login\" on type \"Query\".")]
    [InlineData("mutation { login { token } }", "Field \"login\" argument \"credentials\" of type \"LoginCredentials!\" is required, but it was not provided.")]
    [InlineData("mutation { login(creds: 1) { token } }", "Unknown argument \"creds\" on field \"Mutation.login\".")]
    [InlineData("mutation { login(credentials: {email: \"e\"}) { token } }", "Field \"LoginCredentials.password\" of required type \"String!\" was not provided.")]
    [InlineData("mutation { login(credentials: {password: 5}) { token } }", "Expected value of type \"String!\", found 5.")]
    [InlineData("mutation { login(credentials: {password: \"p\", device_info: {}}) { token } }", "Field \"device_info\" is not defined by type \"LoginCredentials\".")]
    [InlineData("mutation { newToken(refreshToken: null) { token } }", "Expected value of type \"String!\", found null.")]
    [InlineData("mutation M($t: String) { newToken(refreshToken: $t) { token } }", "Variable \"$t\" of type \"String\" used in position expecting type \"String!\".", "{\"t\":\"x\"}")]
    [InlineData("mutation M($t: String!) { newToken(refreshToken: $t) { token } }", "Variable \"$t\" of required type \"String!\" was not provided.")]
    [InlineData("mutation M($t: String!) { newToken(refreshToken: $t) { token } }", "Variable \"$t\" got an invalid value; Expected value of type \"String!\", found 7.", "{\"t\":7}")]
    [InlineData("mutation M($c: Credentials!) { login(credentials: $c) { token } }", "Unknown type \"Credentials\".", "{\"c\":{}}")]
    [InlineData("mutation M { newToken(refreshToken: $t) { token } }", "Variable \"$t\" is not defined by operation \"M\".")]
    [InlineData("query Q($t: Int) { eventInfos { title } }", "Variable \"$t\" is never used in operation \"Q\".")]
    [InlineData("{ eventInfos }", "Field \"eventInfos\" of type \"[EventInfo!]\" must have a selection of subfields. Did you mean \"eventInfos { ... }\"?")]
    [InlineData("{ eventInfos { title { x } } }", "Field \"title\" must not have a selection since type \"String\" has no subfields.")]
    [InlineData("{ eventInfos { a: title a: sport } }", "Fields \"a\" conflict because they differ. Use different aliases on the fields to fetch both.")]
    [InlineData("{ ...F }", "Unknown fragment \"F\".")]
    [InlineData("{ ...F } fragment F on Query { ...F }", "Cannot spread fragment \"F\" within itself.")]
    [InlineData("{ ... on Order { id } }", "Fragment cannot be spread here as objects of type \"Query\" can never be of type \"Order\".")]
    [InlineData("{ eventInfos @live { title } }", "Unknown directive \"@live\".")]
    [InlineData("query A { __typename } query B { __typename }", "Must provide operation name if query contains multiple operations.")]
    [InlineData("query A { __typename } { __typename }", "This anonymous operation must be the only defined operation.")]
    [InlineData("subscription { markets }", "Schema is not configured to execute subscription operation.")]
    [InlineData("", "Syntax Error: unexpected <EOF> at 1:1.")]
    [InlineData("{ eventInfos { title }", "Syntax Error: expected Name, found <EOF> at 1:23.")]
    [InlineData("{\n  eventInfos(\n", "Syntax Error: expected Name, found <EOF> at 3:1.")]
    [InlineData("{ a(b: \"open) }", "Syntax Error: Unterminated string at 1:8.")]
    [InlineData("{ a(b: 01) }", "Syntax Error: Invalid number, unexpected digit after 0 at 1:8.")]
    [InlineData("{ a ? }", "Syntax Error: Unexpected character '?' at 1:5.")]
    public async Task A_document_with_a_fault_is_answered_by_one_error_and_no_data(string query, string error, string? variables = null)
    {
        await using var bot = await Bot.StartAsync();

        using var response = await bot.PostAsync(
            new { query, variables = variables is null ? (JsonElement?)null : JsonSerializer.Deserialize<JsonElement>(variables) });
        var answer = await response.Content.ReadFromJsonAsync<JsonElement>();

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal(error, Bot.Error(answer));
        Assert.Equal(JsonValueKind.Null, answer.GetProperty("data").ValueKind);
        Assert.Equal(1, bot.Stx.Count(StxOperations.Invalid));
        Assert.Equal(0, bot.Stx.PasswordAttempts);
    }

    [Fact]
    public async Task A_document_nested_without_end_is_refused()
    {
        await using var bot = await Bot.StartAsync();

        var answer = await bot.AskAsync(string.Concat(Enumerable.Repeat("{a", 5000)));

        Assert.Contains("nested too deeply", Bot.Error(answer), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{\"query\":", "application/json")]
    [InlineData("{}", "application/json")]
    [InlineData("[]", "application/json")]
    [InlineData("[{\"query\":\"{ __typename }\"}, 5]", "application/json")]
    [InlineData("{\"query\":\"{ __typename }\"}", "text/plain")]
    public async Task A_body_without_an_operation_is_a_bad_request(string body, string type)
    {
        await using var bot = await Bot.StartAsync();

        using var response = await bot.Client.PostAsync("/api/graphql", new StringContent(body, MediaTypeHeaderValue.Parse(type)));

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        var call = Assert.Single(bot.Stx.Calls);
        Assert.Equal((StxOperations.Invalid, 400), (call.Operation, call.Status));
    }

    [Fact]
    public async Task GraphQL_is_not_spoken_by_GET()
    {
        await using var bot = await Bot.StartAsync();

        using var response = await bot.GetAsync("/api/graphql?query={__typename}", token: null);

        Assert.Equal(HttpStatusCode.MethodNotAllowed, response.StatusCode);
    }

    [Fact]
    public async Task The_named_operation_of_several_is_executed()
    {
        await using var bot = await Bot.StartAsync();
        var query = "query A { a: __typename } mutation B { b: __typename }";

        using var response = await bot.PostAsync(new { query, operationName = "B" });
        using var unknown = await bot.PostAsync(new { query, operationName = "C" });

        Assert.Equal("""{"data":{"b":"Mutation"}}""", await response.Content.ReadAsStringAsync());
        Assert.Equal("Unknown operation named \"C\".", Bot.Error(await unknown.Content.ReadFromJsonAsync<JsonElement>()));
    }

    [Fact]
    public async Task A_batch_answers_a_list_and_journals_every_operation()
    {
        await using var bot = await Bot.StartAsync();

        using var response = await bot.PostAsync(
            new[] { new { query = "{ eventInfos { __typename } }" }, new { query = "{ userProfile { email } }" } });
        var answers = await response.Content.ReadFromJsonAsync<JsonElement>();

        Assert.Equal(2, answers.GetArrayLength());
        Assert.Null(Bot.Error(answers[0]));
        Assert.Equal("unauthorized", Bot.Error(answers[1]));
        Assert.Equal(["query:eventInfos", "query:userProfile"], bot.Stx.Calls.Select(call => call.Operation));
    }

    [Fact]
    public async Task A_refused_field_beside_an_answered_one_leaves_the_answer()
    {
        await using var bot = await Bot.StartAsync();

        var answer = await bot.AskAsync("{ userProfile { email } termsAndConditions { version } }");

        Assert.Equal(
            """{"errors":[{"message":"unauthorized"}],"data":{"userProfile":null,"termsAndConditions":{"version":"1"}}}""",
            answer.GetRawText());
    }

    [Fact]
    public async Task Markets_are_filtered_and_selected_as_asked()
    {
        await using var bot = await Bot.StartAsync();

        var answer = await bot.AskAsync(
            "query M($in: MarketInfosInput) { marketInfos(input: $in) { t: title status bids(limit: 1) { price quantity } participants { name } } }",
            new { @in = new { status = new[] { "OPEN" }, sport = "hockey", limit = 1 } });

        Assert.Equal(
            """{"data":{"marketInfos":[{"t":"Boston to win","status":"OPEN","bids":[{"price":48,"quantity":10}],"participants":[{"name":"Toronto"},{"name":"Boston"}]}]}}""",
            answer.GetRawText());
    }

    [Fact]
    public async Task An_order_is_taken_and_listed_for_its_owner_alone()
    {
        await using var bot = await Bot.StartAsync();
        _ = bot.Stx.AddUser("other@example.com", "secret");
        var token = (await bot.LoginAsync()).Token();
        var other = (await bot.LoginAsync("other@example.com", "secret")).Token();

        var confirmed = (await OrderAsync(bot, token, quantity: 3)).GetProperty("data").GetProperty("confirmOrder");

        Assert.Equal("OPEN", confirmed.GetProperty("order").Text("status"));
        Assert.Equal(150, confirmed.GetProperty("order").GetProperty("totalValue").GetInt32());
        Assert.Empty(confirmed.GetProperty("errors").EnumerateArray());
        Assert.Equal(1, await OrdersAsync(bot, token));
        Assert.Equal(0, await OrdersAsync(bot, other));
    }

    [Fact]
    public async Task A_refused_order_is_data_and_not_a_GraphQL_error()
    {
        await using var bot = await Bot.StartAsync();
        var token = (await bot.LoginAsync()).Token();

        var answer = await OrderAsync(bot, token, quantity: 0);

        Assert.Equal("""{"data":{"confirmOrder":{"order":null,"errors":["Quantity must be positive"]}}}""", answer.GetRawText());
        Assert.Equal("unauthorized", Bot.Error(await OrderAsync(bot, token: null, quantity: 1)));
    }

    private static Task<JsonElement> OrderAsync(Bot bot, string? token, int quantity) =>
        bot.AskAsync(
            "mutation Place($order: UserOrder!) { confirmOrder(userOrder: $order) { order { status totalValue } errors } }",
            new
            {
                order = new
                {
                    marketId = "00000000-0000-4000-8000-000000000201",
                    orderType = "LIMIT",
                    action = "BUY",
                    price = 50,
                    quantity,
                },
            },
            token);

    private static async Task<int> OrdersAsync(Bot bot, string token) =>
        (await bot.AskAsync("{ myOrders { id } }", token: token)).GetProperty("data").GetProperty("myOrders").GetArrayLength();
}
