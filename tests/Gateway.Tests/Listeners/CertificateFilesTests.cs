using Gateway.Listeners;
using Gateway.Tests.Settings;

namespace Gateway.Tests.Listeners;

public sealed class CertificateFilesTests : IDisposable
{
    private readonly SettingsFolder _folder = new();
    private readonly TestCertificate _certificate = new();

    public void Dispose()
    {
        _certificate.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public void Good_files_are_accepted_without_a_word()
    {
        var result = WithFiles().ValidResult();

        Assert.Equal(new CertificateLocation(_folder.PathOf("cert.pem"), _folder.PathOf("key.pem")), result.Model.Proxy.Certificate);
        Assert.Empty(result.Warnings);
    }

    [Fact]
    public void A_key_that_anybody_may_read_is_a_warning()
    {
        if (OperatingSystem.IsWindows())
        {
            Assert.Skip("Windows has no modes.");
            return;
        }

        WithFiles();
        File.SetUnixFileMode(_folder.PathOf("key.pem"), UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.OtherRead);

        var warning = Assert.Single(_folder.ValidResult().Warnings);

        Assert.Equal($"The key file {_folder.PathOf("key.pem")} has mode 644: anybody on this machine may read it. Run chmod 600 on it.", warning);
    }

    /// <summary>Which file is changed, into what, the setting that is blamed and the reason.</summary>
    [Theory]
    [InlineData("cert.pem", null, "CertificateFile", "does not exist")]
    [InlineData("cert.pem", "", "CertificateFile", "is empty")]
    [InlineData("cert.pem", "no PEM", "CertificateFile", "holds no certificate that can be read")]
    [InlineData("cert.pem", "KEY", "CertificateFile", "holds no certificate that can be read")]
    [InlineData("cert.pem", "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n", "CertificateFile", "holds no certificate that can be read")]
    [InlineData("cert.pem", "OTHER", "CertificateKeyFile", "does not belong to the certificate")]
    [InlineData("key.pem", null, "CertificateKeyFile", "does not exist")]
    [InlineData("key.pem", "CERT", "CertificateKeyFile", "holds no private key that can be read without a password")]
    [InlineData("key.pem", "ENCRYPTED", "CertificateKeyFile", "holds no private key that can be read without a password")]
    [InlineData("key.pem", "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n", "CertificateKeyFile", "does not belong to the certificate")]
    public void A_file_that_cannot_be_used_is_one_problem_of_its_setting(string file, string? content, string setting, string says)
    {
        WithFiles();
        using var other = new TestCertificate();
        var path = _folder.PathOf(file);
        File.Delete(path);
        if (content is not null)
        {
            File.WriteAllText(path, content switch
            {
                "KEY" => _certificate.KeyPem,
                "CERT" => _certificate.Pem,
                "ENCRYPTED" => _certificate.EncryptedKeyPem,
                "OTHER" => other.Pem,
                _ => content,
            });
        }

        var problem = Assert.Single(_folder.Problems());

        Assert.StartsWith($"Gateway:Proxy:{setting} (environment): ", problem, StringComparison.Ordinal);
        Assert.Contains(says, problem, StringComparison.Ordinal);
        Assert.Contains("It must hold ", problem, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("CertificateFile")]
    [InlineData("CertificateKeyFile")]
    public void Https_needs_both_files(string missing)
    {
        WithFiles().Environment.Remove($"Gateway__Proxy__{missing}");

        Assert.Equal(
            $"Gateway:Proxy:{missing}: is missing, and Gateway:Proxy:Url is https. Name a PEM file, or write http://.", Assert.Single(_folder.Problems()));
    }

    private SettingsFolder WithFiles()
    {
        _certificate.Write(Path.GetDirectoryName(_folder.PathOf("cert.pem"))!);
        return _folder.WithAccount().With("Gateway:Proxy:Url=https://127.0.0.1:8443")
            .With("Gateway:Proxy:CertificateFile=cert.pem").With("Gateway:Proxy:CertificateKeyFile=key.pem");
    }
}
