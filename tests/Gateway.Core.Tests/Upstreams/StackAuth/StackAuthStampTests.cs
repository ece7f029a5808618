using Gateway.Core.Primitives;
using Gateway.Core.Secrets;
using Gateway.Core.Tests.Support;
using Gateway.Core.Upstreams.StackAuth;

namespace Gateway.Core.Tests.Upstreams.StackAuth;

/// <summary>What a caller's request is given on its way, and where it is not.</summary>
public sealed class StackAuthStampTests
{
    private static readonly SecretReference ServerKey = ProtocolUnderTest.Inline(ProtocolUnderTest.ServerKey);

    [Fact]
    public void The_projects_api_gets_token_project_and_publishable_key()
    {
        var stack = new ProtocolUnderTest(options => options with { SecretServerKey = ServerKey, BranchId = "dev" });

        var headers = Stamp(stack, "https://auth.example/api/v1/users/me", out var token);

        Assert.Equal(
            [
                $"Authorization: Bearer {token}", $"x-stack-access-token: {token}", "x-stack-access-type: client", "x-stack-branch-id: dev",
                $"x-stack-project-id: {ProtocolUnderTest.Project}", $"x-stack-publishable-client-key: {ProtocolUnderTest.PublishableKey}",
            ],
            headers);
    }

    [Fact]
    public void Only_an_access_of_servers_puts_the_server_key_on_callers_requests()
    {
        var stack = new ProtocolUnderTest(options => options with { SecretServerKey = ServerKey, Access = StackAuthAccess.Server });

        var headers = Stamp(stack, "https://auth.example/api/v1/users", out _);

        Assert.Contains("x-stack-access-type: server", headers);
        Assert.Contains($"x-stack-secret-server-key: {ProtocolUnderTest.ServerKey}", headers);
        Assert.DoesNotContain(headers, header => header.Contains(ProtocolUnderTest.PublishableKey, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("https://backend.example/api/v1/users/me")]
    [InlineData("http://auth.example/api/v1/users/me")]
    [InlineData("https://auth.example:8443/api/v1/users/me")]
    [InlineData("https://auth.example.evil.example/api/v1/users/me")]
    [InlineData("https://sub.auth.example/")]
    public void Another_origin_gets_the_token_and_nothing_of_the_project(string address)
    {
        var stack = new ProtocolUnderTest(
            options => options with { SecretServerKey = ServerKey, Access = StackAuthAccess.Server, BranchId = "dev" }, baseUrl: "https://backend.example");

        Assert.Equal(["Authorization", "x-stack-access-token"], Stamp(stack, address, out _).Select(header => header.Split(':')[0]));
    }

    [Fact]
    public void A_second_stamp_takes_the_place_of_the_first()
    {
        var stack = new ProtocolUnderTest();
        using var request = new HttpRequestMessage(HttpMethod.Get, "https://auth.example/");
        stack.Protocol.Stamp(request, stack.Session());
        var newer = stack.Session() with { AccessToken = new Secret("newer") };

        stack.Protocol.Stamp(request, newer);

        Assert.All(request.Headers.NonValidated, header => Assert.Single(header.Value));
        Assert.Equal("newer", request.Headers.NonValidated["x-stack-access-token"].ToString());
        Assert.Equal("Bearer newer", request.Headers.NonValidated["Authorization"].ToString());
    }

    [Fact]
    public void A_key_that_is_exchanged_in_its_file_is_used_within_two_seconds()
    {
        using var folder = new TemporaryFolder();
        var file = folder.Write("key", "pck_first\n");
        var stack = new ProtocolUnderTest(options => options with { PublishableClientKey = new SecretReference.InFile("KeyFile", file) });
        Assert.Contains("x-stack-publishable-client-key: pck_first", Stamp(stack, "https://auth.example/", out _));

        File.WriteAllText(file, "pck_second\n");
        stack.Clock.Advance(TimeSpan.FromSeconds(2));

        Assert.Contains("x-stack-publishable-client-key: pck_second", Stamp(stack, "https://auth.example/", out _));
        // In the wrong file it would go with every caller's request.
        File.WriteAllText(file, ProtocolUnderTest.ServerKey);
        stack.Clock.Advance(TimeSpan.FromSeconds(2));
        Assert.DoesNotContain(Stamp(stack, "https://auth.example/", out _), header => header.Contains("ssk_", StringComparison.Ordinal));
    }

    private static List<string> Stamp(ProtocolUnderTest stack, string address, out string token)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, address);
        var session = stack.Session();
        stack.Protocol.Stamp(request, session);
        token = session.AccessToken.Reveal();
        return [.. request.Headers.NonValidated.Select(header => $"{header.Key}: {header.Value}").Order(StringComparer.OrdinalIgnoreCase)];
    }
}
