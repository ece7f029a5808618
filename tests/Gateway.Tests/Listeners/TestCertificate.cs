using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Gateway.Listeners;

namespace Gateway.Tests.Listeners;

/// <summary>A certificate of localhost, signed by an issuer that a root vouches for.</summary>
internal sealed class TestCertificate : IDisposable
{
    private static readonly DateTimeOffset From = new(2020, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly DateTimeOffset Until = new(2120, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private readonly ECDsa _key = ECDsa.Create(ECCurve.NamedCurves.nistP256);

    public TestCertificate()
    {
        using var rootKey = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var issuerKey = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        Root = Authority("CN=root", rootKey).CreateSelfSigned(From, Until);
        Issuer = Authority("CN=issuer", issuerKey).Create(Root, From, Until, [1, 2, 3]).CopyWithPrivateKey(issuerKey);
        var request = new CertificateRequest("CN=localhost", _key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName("localhost");
        names.AddIpAddress(IPAddress.Loopback);
        request.CertificateExtensions.Add(names.Build());
        Server = request.Create(Issuer, From, Until, RandomNumberGenerator.GetBytes(8));
        Pem = $"{Server.ExportCertificatePem()}\n{Issuer.ExportCertificatePem()}\n";
    }

    public X509Certificate2 Root { get; }

    public X509Certificate2 Issuer { get; }

    public X509Certificate2 Server { get; }

    /// <summary>The certificate, then its issuer.</summary>
    public string Pem { get; }

    public string KeyPem => _key.ExportPkcs8PrivateKeyPem();

    public string EncryptedKeyPem => _key.ExportEncryptedPkcs8PrivateKeyPem("pw", new PbeParameters(PbeEncryptionAlgorithm.Aes256Cbc, HashAlgorithmName.SHA256, 1000));

    /// <summary>The certificate and its key as PKCS#12, as a server in this process takes them.</summary>
    public byte[] WithKey()
    {
        using var whole = Server.CopyWithPrivateKey(_key);
        return whole.Export(X509ContentType.Pkcs12);
    }

    public CertificateLocation Write(string folder)
    {
        var location = new CertificateLocation(Path.Combine(folder, "cert.pem"), Path.Combine(folder, "key.pem"));
        File.WriteAllText(location.CertificateFile, Pem);
        File.WriteAllText(location.KeyFile, KeyPem);
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(location.KeyFile, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        }

        return location;
    }

    public void Dispose()
    {
        Root.Dispose();
        Issuer.Dispose();
        Server.Dispose();
        _key.Dispose();
    }

    private static CertificateRequest Authority(string name, ECDsa key)
    {
        var request = new CertificateRequest(name, key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: true, hasPathLengthConstraint: false, 0, critical: true));
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, critical: false));
        return request;
    }
}
