using System.Globalization;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Gateway.EndToEnd.Support;

namespace Gateway.EndToEnd;

/// <summary>What the real program binds, read back from the kernel.</summary>
public sealed class ListenerTests : IDisposable
{
    private const string Key = "gwk_0123456789abcdefghijklmnopqrstuvwxyz";

    private readonly string _folder = Directory.CreateTempSubdirectory("gw").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private Dictionary<string, string> Settings => new(StringComparer.Ordinal)
    {
        ["STX_EMAIL"] = "bot@example.test",
        ["STX_PASSWORD"] = "correct horse",
        ["STX_HOST"] = "http://127.0.0.1:9",
        ["Gateway__Management__Url"] = $"http://unix:{_folder}/m.sock",
        ["Gateway__Store__Path"] = Path.Combine(_folder, "state"),
        ["Gateway__Inbound__Callers__bot__Key"] = Key,
    };

    /// <summary>A listener's form, and the addresses that it stands for.</summary>
    [Theory]
    [InlineData("http://127.0.0.1:{0}", "127.0.0.1:{0}")]
    [InlineData("http://127.0.0.2:{0}", "127.0.0.2:{0}")]
    [InlineData("http://0.0.0.0:{0}", "0.0.0.0:{0}")]
    [InlineData("http://[::1]:{0}", "[::1]:{0}")]
    [InlineData("http://[::]:{0}", "[::]:{0}")]
    [InlineData("http://[::ffff:127.0.0.1]:{0}", "127.0.0.1:{0}")]
    [InlineData("http://*:{0}", "[::]:{0}")]
    [InlineData("http://+:{0}", "[::]:{0}")]
    [InlineData("http://localhost:{0}", "127.0.0.1:{0} [::1]:{0}")]
    [InlineData("https://127.0.0.1:{0}", "127.0.0.1:{0}")]
    [InlineData("https://*:{0}", "[::]:{0}")]
    [InlineData("http://unix:{1}/p.sock", "{1}/p.sock")]
    public async Task The_kernel_knows_the_listeners_of_the_settings_and_no_other(string url, string addresses)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Only Linux tells in this way.");
        Assert.SkipUnless(Socket.OSSupportsIPv6, "This machine has no IPv6.");
        var (port, health) = (FreePort.Find(), FreePort.Find());
        var settings = Settings;
        settings["Gateway__Proxy__Url"] = Fill(url);
        settings["Gateway__Health__Url"] = $"http://127.0.0.1:{health}";
        if (url.StartsWith("https", StringComparison.Ordinal))
        {
            WriteCertificate();
            settings["Gateway__Proxy__CertificateFile"] = Path.Combine(_folder, "cert.pem");
            settings["Gateway__Proxy__CertificateKeyFile"] = Path.Combine(_folder, "key.pem");
        }

        // None of these opens anything.
        settings["ASPNETCORE_URLS"] = "http://127.0.0.1:0";
        settings["ASPNETCORE_HTTP_PORTS"] = "0";
        settings["ASPNETCORE_HTTPS_PORTS"] = "0";
        settings["DOTNET_URLS"] = "http://127.0.0.1:0";
        settings["URLS"] = "http://127.0.0.1:0";
        settings["Kestrel__Endpoints__Extra__Url"] = "http://127.0.0.1:0";
        settings["ASPNETCORE_Kestrel__Endpoints__Extra__Url"] = "http://127.0.0.1:0";
        using var gateway = GatewayProcess.Start(settings);
        await gateway.WaitForStartAsync();

        string[] wanted = [.. Fill(addresses).Split(' '), $"127.0.0.1:{health}", $"{_folder}/m.sock"];
        Assert.Equal(wanted.Order(StringComparer.Ordinal), ListeningSockets.Of(gateway.Id).Where(address => !IsDiagnostics(address)));

        string Fill(string text) => string.Format(CultureInfo.InvariantCulture, text, port, _folder);
    }

    [Theory]
    [InlineData("http://gateway:8080", "every interface")]
    [InlineData("http://example.com:8080", "every interface")]
    [InlineData("http://*:8080", "Gateway:Inbound:AllowAnonymous=true")]
    [InlineData("http://0.0.0.0:8080", "Gateway:Inbound:Callers:{name}:Key")]
    [InlineData("http://unix:relative.sock", "the full path")]
    [InlineData("https://127.0.0.1:8443", "Gateway:Proxy:CertificateFile")]
    public async Task A_refused_bind_is_exit_code_1_with_the_way_out(string url, string says)
    {
        var settings = Settings;
        settings.Remove("Gateway__Inbound__Callers__bot__Key");
        settings["Gateway__Proxy__Url"] = url;

        var (code, _, error) = await GatewayProcess.RunAsync(settings);

        Assert.Equal(1, code);
        Assert.Contains(says, error, StringComparison.Ordinal);
        Assert.False(Directory.Exists(Path.Combine(_folder, "state")));
    }

    [Fact]
    public async Task The_commands_reach_a_management_listener_with_https()
    {
        WriteCertificate();
        var settings = Settings;
        settings["Gateway__Proxy__Url"] = "http://127.0.0.1:0";
        settings["Gateway__Management__Url"] = $"https://127.0.0.1:{FreePort.Find()}";
        settings["Gateway__Management__CertificateFile"] = Path.Combine(_folder, "cert.pem");
        settings["Gateway__Management__CertificateKeyFile"] = Path.Combine(_folder, "key.pem");
        using var gateway = GatewayProcess.Start(settings);
        await gateway.WaitForStartAsync();

        Assert.Equal(0, (await GatewayProcess.RunAsync(settings, "healthcheck", "--live")).ExitCode);

        // Another certificate in the settings than the one that is shown: not this gateway, for all one knows.
        Directory.CreateDirectory(Path.Combine(_folder, "other"));
        WriteCertificate("other");
        settings["Gateway__Management__CertificateFile"] = Path.Combine(_folder, "other", "cert.pem");
        settings["Gateway__Management__CertificateKeyFile"] = Path.Combine(_folder, "other", "key.pem");
        Assert.Equal(2, (await GatewayProcess.RunAsync(settings, "healthcheck", "--live")).ExitCode);
    }

    [Fact]
    public async Task New_key_needs_no_settings_and_prints_two_lines()
    {
        var (code, output, error) = await GatewayProcess.RunAsync(new Dictionary<string, string> { ["Gateway__Bogus"] = "1" }, "new-key");

        Assert.Equal(0, code);
        Assert.Empty(error);
        var lines = output.Split(Environment.NewLine, StringSplitOptions.RemoveEmptyEntries);
        Assert.StartsWith("gwk_", lines[0], StringComparison.Ordinal);
        Assert.StartsWith("sha256:", lines[1], StringComparison.Ordinal);
        Assert.Equal(2, lines.Length);
    }

    // The runtime's own, for debuggers; the image switches it off.
    private static bool IsDiagnostics(string address) => address.Contains("dotnet-diagnostic-", StringComparison.Ordinal);

    private void WriteCertificate(string folder = ".")
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=gateway", key, HashAlgorithmName.SHA256);
        using var certificate = request.CreateSelfSigned(new DateTimeOffset(2020, 1, 1, 0, 0, 0, TimeSpan.Zero), new DateTimeOffset(2120, 1, 1, 0, 0, 0, TimeSpan.Zero));
        File.WriteAllText(Path.Combine(_folder, folder, "cert.pem"), certificate.ExportCertificatePem());
        File.WriteAllText(Path.Combine(_folder, folder, "key.pem"), key.ExportPkcs8PrivateKeyPem());
    }
}
