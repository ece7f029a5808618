using System.Net;
using Gateway.Listeners;
using Gateway.Settings;
using Gateway.Tests.Management;
using Gateway.Tests.Settings;

namespace Gateway.Tests.Listeners;

/// <summary>Which binds need keys, and what the refusal says.</summary>
public sealed class OpenListenerTests : IDisposable
{
    private const string Key = "gwk_0123456789abcdefghijklmnopqrstuvwxyz";

    private readonly SettingsFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("http://*:8080")]
    [InlineData("http://+:8080")]
    [InlineData("http://0.0.0.0:8080")]
    [InlineData("http://[::]:8080")]
    [InlineData("http://192.0.2.1:8080")]
    [InlineData("http://[2001:db8::1]:8080")]
    [InlineData("http://[fe80::1]:8080")]
    [InlineData("http://[::ffff:192.0.2.1]:8080")]
    public void A_listener_that_others_can_reach_is_refused_with_every_way_out(string url)
    {
        _folder.WithAccount().With($"Gateway:Proxy:Url={url}").With($"Gateway:Management:Url={url.Replace("8080", "8081", StringComparison.Ordinal)}");

        var problems = _folder.Problems();

        Assert.Equal(2, problems.Count);
        Says(problems[0], "Gateway:Proxy:Url (environment): ", "gateway new-key", "Gateway:Inbound:Callers:{name}:Key", "http://127.0.0.1:8080", "http://unix:/run/gateway.sock", "Gateway:Inbound:AllowAnonymous=true");
        Says(problems[1], "Gateway:Management:Url (environment): ", "gateway new-key", "Gateway:Management:Key", "http://127.0.0.1:8081", "http://unix:/run/gateway-management.sock", "Gateway:Management:AllowAnonymous=true");
    }

    [Theory]
    [InlineData("Gateway:Inbound:Callers:bot:Key=" + Key, "Gateway:Management:Url")]
    [InlineData("Gateway:Inbound:AllowAnonymous=true", "Gateway:Management:Url")]
    [InlineData("Gateway:Proxy:Url=http://localhost:8080", "Gateway:Management:Url")]
    [InlineData("Gateway:Proxy:Url=http://unix:/tmp/a.sock", "Gateway:Management:Url")]
    [InlineData("Gateway:Management:Key=" + Key, "Gateway:Proxy:Url")]
    [InlineData("Gateway:Management:AllowAnonymous=true", "Gateway:Proxy:Url")]
    [InlineData("Gateway:Management:Url=http://127.9.9.9:8081", "Gateway:Proxy:Url")]
    [InlineData("Gateway:Management:Url=http://unix:/tmp/a.sock", "Gateway:Proxy:Url")]
    public void Each_way_out_opens_its_own_listener_alone(string wayOut, string stillRefused)
    {
        _folder.WithAccount().With("Gateway:Proxy:Url=http://*:8080").With("Gateway:Management:Url=http://*:8081").With(wayOut);

        Assert.StartsWith(stillRefused, Assert.Single(_folder.Problems()), StringComparison.Ordinal);
    }

    [Fact]
    public void The_health_listener_may_bind_any_address()
    {
        _folder.WithAccount().With("Gateway:Health:Url=http://*:8082");

        Assert.Equal(new ListenerAddress.Tcp(IPAddress.IPv6Any, 8082), _folder.Model().Health!.Address);
    }

    [Theory]
    [InlineData(ListenerKind.Proxy)]
    [InlineData(ListenerKind.Management)]
    public async Task Settings_that_came_another_way_are_judged_by_the_bound_address(ListenerKind kind)
    {
        // The address claims to be local by its name only.
        var open = new ListenerSettings(kind, "http://*:0", new ListenerAddress.Tcp(IPAddress.Any, 0));
        var model = RunningGateway.EmptyModel();
        model = kind == ListenerKind.Proxy ? model with { Proxy = open } : model with { Management = open };

        var refused = await Assert.ThrowsAsync<GatewayStartException>(() => GatewayApplication.StartAsync(
            model, new GatewayApplicationOptions { Logging = _ => { } }, TestContext.Current.CancellationToken));
        Says(refused.Message, $"Gateway:{kind}:Url (http://*:0): ", "AllowAnonymous=true");

        model = model with { Inbound = new InboundSettings { AllowAnonymous = true }, ManagementAccess = new ManagementAccess(AllowAnonymous: true) };
        await using var gateway = await GatewayApplication.StartAsync(model, new GatewayApplicationOptions { Logging = _ => { } }, TestContext.Current.CancellationToken);
        Assert.True(gateway.Addresses.Proxy.Port > 0);
    }

    private static void Says(string problem, string start, params string[] parts)
    {
        Assert.StartsWith(start, problem, StringComparison.Ordinal);
        Assert.All(parts, part => Assert.Contains(part, problem, StringComparison.Ordinal));
        Assert.DoesNotContain('\n', problem);
    }
}
