using Gateway.Core;
using Gateway.Core.Upstreams;
using Gateway.Settings;
using Gateway.Testing;
using Gateway.Tests.Proxying;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Gateway.Tests.StackAuth;

/// <summary>docs/adding-a-protocol.md in practice: a class and its registration are enough.</summary>
public sealed class ThirdProtocolTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("gateway-third");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task A_third_protocol_serves_with_settings_and_secrets_of_its_own()
    {
        await using var upstream = await TestServer.StartAsync(context => context.Response.WriteAsync(context.Request.Headers["X-Third"].ToString()));
        var valid = Assert.IsType<SettingsResult.Valid>(Read($"--Gateway:Upstreams:third:BaseUrl={upstream.Url}", "--Gateway:Upstreams:third:Tenant=acme"));
        await using var gateway = await GatewayApplication.StartAsync(valid.Model, new GatewayApplicationOptions
        {
            Clock = new FakeClock(),
            Logging = logging => logging.SetMinimumLevel(LogLevel.None),
            Services = services => services.AddSingleton<IUpstreamProtocolFactory, ThirdProtocol>(),
        });
        using var http = new HttpClient(new SocketsHttpHandler { UseProxy = false });

        Assert.Equal("acme token-of-bot@example.com", await http.GetStringAsync(gateway.Addresses.Proxy, TestContext.Current.CancellationToken));
    }

    [Fact]
    public void Its_problems_are_told_and_its_keys_belong_to_nobody_else()
    {
        Assert.Contains(
            "Gateway:Upstreams:third:Tenant: is missing",
            Assert.Single(Assert.IsType<SettingsResult.Invalid>(Read("--Gateway:Upstreams:third:BaseUrl=http://127.0.0.1:9")).Problems),
            StringComparison.Ordinal);
        Assert.Contains(
            "the protocol Stx does not have this key",
            Assert.IsType<SettingsResult.Invalid>(Read("--Gateway:Upstreams:third:Protocol=Stx")).Problems[0],
            StringComparison.Ordinal);
    }

    private SettingsResult Read(params string[] settings) => new SettingsReader([.. KnownProtocols.All, new ThirdProtocol()]).Read(new SettingsSources
    {
        CommandLine =
        [
            .. new[]
            {
                "--Gateway:Upstreams:third:Protocol=Third",
                "--Gateway:Upstreams:third:Greeting=hello",
                "--Gateway:Accounts:bot:Email=bot@example.com",
                "--Gateway:Accounts:bot:Password=hello",
                "--Gateway:Store:Kind=Memory",
                "--Gateway:Proxy:Url=http://127.0.0.1:0",
                "--Gateway:Management:Url=http://127.0.0.1:0",
            }.Concat(settings).GroupBy(setting => setting.Split('=')[0]).Select(group => group.Last()),
        ],
        ContentRoot = _folder.FullName,
        WorkingFolder = _folder.FullName,
    });
}
