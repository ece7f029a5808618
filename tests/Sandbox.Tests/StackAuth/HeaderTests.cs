using Sandbox.StackAuth;

namespace Sandbox.Tests.StackAuth;

/// <summary>What the headers of a call must prove, and in which order it is looked at.</summary>
public sealed class HeaderTests
{
    private const string Project = StackAuthService.DefaultProjectId;
    private const string Type = "x-stack-access-type";
    private const string ProjectId = "x-stack-project-id";
    private const string ClientKey = "x-stack-publishable-client-key";
    private const string ServerKey = "x-stack-secret-server-key";
    private const string AdminKey = "x-stack-super-secret-admin-key";

    public static TheoryData<string, int, string> Refusals { get; } = new()
    {
        { "", 400, "ACCESS_TYPE_REQUIRED" },
        { $"{ClientKey}=pck_x", 400, "PROJECT_KEY_WITHOUT_ACCESS_TYPE" },
        { "x-stack-admin-access-token=x", 400, "PROJECT_KEY_WITHOUT_ACCESS_TYPE" },
        { $"{ServerKey}=", 400, "ACCESS_TYPE_REQUIRED" },
        { $"{Type}=user {ProjectId}={Project}", 400, "INVALID_ACCESS_TYPE" },
        { $"{Type}=client", 400, "ACCESS_TYPE_WITHOUT_PROJECT_ID" },
        { $"{Type}=client {ProjectId}=nowhere", 400, "CURRENT_PROJECT_NOT_FOUND" },
        { $"{Type}=client {ProjectId}={Project} {ClientKey}=pck_wrong", 401, "INVALID_PUBLISHABLE_CLIENT_KEY" },
        { $"{Type}=server {ProjectId}={Project}", 401, "SERVER_AUTHENTICATION_REQUIRED" },
        { $"{Type}=server {ProjectId}={Project} {ServerKey}=", 401, "SERVER_AUTHENTICATION_REQUIRED" },
        { $"{Type}=server {ProjectId}={Project} {ServerKey}=ssk_wrong", 401, "INVALID_SECRET_SERVER_KEY" },
        { $"{Type}=admin {ProjectId}={Project}", 401, "ADMIN_AUTHENTICATION_REQUIRED" },
        { $"{Type}=admin {ProjectId}={Project} {AdminKey}=sak_wrong", 401, "INVALID_SUPER_SECRET_ADMIN_KEY" },
        { $"{Type}=admin {ProjectId}={Project} x-stack-admin-access-token=x", 401, "UNPARSABLE_ADMIN_ACCESS_TOKEN" },
        { $"{Type}=client {ProjectId}={Project} x-stack-branch-id=side", 400, "BRANCH_DOES_NOT_EXIST" },
        { $"{Type}=client {ProjectId}={Project} {ClientKey}=pck_wrong x-stack-branch-id=side", 401, "INVALID_PUBLISHABLE_CLIENT_KEY" },
        { "x-stack-access-token=garbage", 400, "ACCESS_TYPE_REQUIRED" },
        { $"{Type}=client {ProjectId}=nowhere x-stack-access-token=garbage", 401, "UNPARSABLE_ACCESS_TOKEN" },
        { $"{Type}=client {ProjectId}={Project} {ClientKey}=pck_wrong x-stack-access-token=garbage", 401, "UNPARSABLE_ACCESS_TOKEN" },
    };

    [Theory]
    [MemberData(nameof(Refusals))]
    public async Task Headers_that_prove_nothing_are_refused_on_every_route(string headers, int status, string code)
    {
        await using var visitor = await Visitor.StartAsync();
        var sent = headers.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(pair => (pair.Split('=')[0], pair.Split('=')[1])).ToList();

        foreach (var (method, path) in new[]
                 {
                     ("POST", "auth/password/sign-in"), ("POST", "auth/mfa/sign-in"), ("POST", "auth/otp/sign-in"),
                     ("POST", "auth/sessions/current/refresh"), ("DELETE", "auth/sessions/current"), ("GET", "auth/sessions"), ("GET", "users/me"),
                 })
        {
            var answer = await visitor.SendAsync(method, "/api/v1/" + path, null, sent);
            Assert.Equal((status, code), (answer.Status, answer.Code));
        }
    }

    [Fact]
    public async Task Refusals_name_what_they_are_about()
    {
        await using var visitor = await Visitor.StartAsync();

        var noProject = await visitor.SendAsync("GET", "/api/v1/users/me", null, (Type, "client"));
        var unknown = await visitor.SendAsync("GET", "/api/v1/users/me", null, (Type, "client"), (ProjectId, "nowhere"));
        var branch = await visitor.AskAsync("GET", "users/me", null, ("x-stack-branch-id", "side"));
        var weak = await visitor.AskAsync("POST", "auth/sessions", new { stray = 1 });

        Assert.Equal("client", noProject.Details.Text("request_type"));
        Assert.Equal("nowhere", unknown.Details.Text("project_id"));
        Assert.Equal("side", branch.Details.Text("branch_id"));
        Assert.Equal((401, "INSUFFICIENT_ACCESS_TYPE"), (weak.Status, weak.Code));
        Assert.Equal("client", weak.Details.Text("actual_access_type"));
        Assert.Equal(["server", "admin"], weak.Details.GetProperty("allowed_access_types").EnumerateArray().Select(type => type.GetString()));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("__stack_public_client__")]
    public async Task A_publishable_key_is_needed_only_where_it_is_demanded(string? key)
    {
        await using var visitor = await Visitor.StartAsync();
        (string, string)[] headers = key is null ? [] : [(ClientKey, key)];

        var free = await visitor.AskAsync("POST", "auth/password/sign-in", Visitor.RightCredentials, headers);
        visitor.Knobs.DemandPublishableKey = true;
        var demanded = await visitor.AskAsync("POST", "auth/password/sign-in", Visitor.RightCredentials, headers);
        var given = await visitor.AskAsync(
            "POST", "auth/password/sign-in", Visitor.RightCredentials, (ClientKey, StackAuthService.DefaultPublishableClientKey));

        Assert.Equal((200, 200), (free.Status, given.Status));
        Assert.Equal((401, "PUBLISHABLE_CLIENT_KEY_REQUIRED_FOR_PROJECT"), (demanded.Status, demanded.Code));
        Assert.Equal(Project, demanded.Details.Text("project_id"));
    }

    [Fact]
    public async Task A_key_of_another_project_is_refused()
    {
        await using var visitor = await Visitor.StartAsync();
        var other = visitor.Service.AddProject();

        var client = await visitor.AskAsync("GET", "users/me", null, (ClientKey, other.PublishableClientKey));
        var server = await visitor.AskAsServerAsync("GET", "users/me", null, (ServerKey, other.SecretServerKey));

        Assert.Equal(("INVALID_PUBLISHABLE_CLIENT_KEY", "INVALID_SECRET_SERVER_KEY"), (client.Code, server.Code));
    }

    [Fact]
    public async Task An_expired_access_token_is_told_before_the_password_is_looked_at()
    {
        await using var visitor = await Visitor.StartAsync();
        var token = (await visitor.SignInAsync()).AccessToken;
        visitor.Clock.Advance(TimeSpan.FromMinutes(10));
        visitor.Service.ClearCalls();

        var answer = await visitor.AskAsync("POST", "auth/password/sign-in", Visitor.RightCredentials, Visitor.Token(token), (ClientKey, "pck_wrong"));

        Assert.Equal((401, "ACCESS_TOKEN_EXPIRED"), (answer.Status, answer.Code));
        Assert.Equal(0, visitor.Service.PasswordAttempts);
    }

    [Fact]
    public async Task A_body_that_cannot_be_read_comes_before_the_headers()
    {
        await using var visitor = await Visitor.StartAsync();

        var answer = await visitor.SendAsync("POST", "/api/v1/auth/password/sign-in", Visitor.Content("", "application/json"));

        Assert.Equal((400, "BODY_PARSING_ERROR"), (answer.Status, answer.Code));
    }

    [Fact]
    public async Task The_probe_names_what_the_headers_prove()
    {
        await using var visitor = await Visitor.StartAsync();
        var token = (await visitor.SignInAsync()).AccessToken;

        var none = await visitor.SendAsync("GET", "/api/v1", null);
        var server = await visitor.SendAsync("GET", "/api/latest", null, [.. Visitor.ServerHeaders, Visitor.Token(token)]);
        var query = await visitor.SendAsync("GET", "/api/v1?x=1", null);

        Assert.Contains("None", none.Text, StringComparison.Ordinal);
        Assert.All(["Server", Project, visitor.User.Id], part => Assert.Contains(part, server.Text, StringComparison.Ordinal));
        Assert.Equal((400, "SCHEMA_ERROR"), (query.Status, query.Code));
    }
}
