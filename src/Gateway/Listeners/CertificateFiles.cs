using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Gateway.Core.Secrets;

namespace Gateway.Listeners;

/// <summary>Reads a certificate and its key from PEM files. Never throws for what they hold.</summary>
internal static class CertificateFiles
{
    public const string CertificateSetting = "CertificateFile";
    public const string KeySetting = "CertificateKeyFile";

    private const string HowCertificate = "It must hold PEM: the server's certificate first, then those that vouch for it.";
    private const string HowKey = "It must hold the certificate's private key as PEM, without a password.";

    public static CertificateReading Read(CertificateLocation files)
    {
        var certificate = SecretReader.Read(new SecretReference.InFile(CertificateSetting, files.CertificateFile));
        var key = SecretReader.Read(new SecretReference.InFile(KeySetting, files.KeyFile));
        var mark = Mark(certificate, key);
        if (!certificate.IsRead)
        {
            return new CertificateReading.Unusable(mark, CertificateSetting, $"{certificate.Problem} {HowCertificate}");
        }

        if (!key.IsRead)
        {
            return new CertificateReading.Unusable(mark, KeySetting, $"{key.Problem} {HowKey}");
        }

        return Read(files, mark, certificate.Value.Reveal(), key.Value.Reveal(), WarnOf(key));
    }

    private static CertificateReading Read(CertificateLocation files, string mark, string certificatePem, string keyPem, string? warning)
    {
        var chain = new X509Certificate2Collection();
        try
        {
            chain.ImportFromPem(certificatePem);
        }
        catch (CryptographicException)
        {
            chain.Clear();
        }

        if (chain.Count == 0)
        {
            return new CertificateReading.Unusable(mark, CertificateSetting, $"{files.CertificateFile} holds no certificate that can be read. {HowCertificate}");
        }

        if (keyPem.Contains("ENCRYPTED", StringComparison.Ordinal) || !keyPem.Contains("PRIVATE KEY-----", StringComparison.Ordinal))
        {
            return new CertificateReading.Unusable(mark, KeySetting, $"{files.KeyFile} holds no private key that can be read without a password. {HowKey}");
        }

        try
        {
            var server = WithKey(certificatePem, keyPem);
            chain.RemoveAt(0);
            return new CertificateReading.Usable(mark, SslStreamCertificateContext.Create(server, chain, offline: true), warning);
        }
        catch (Exception e) when (e is CryptographicException or ArgumentException)
        {
            return new CertificateReading.Unusable(mark, KeySetting, $"the key in {files.KeyFile} does not belong to the certificate in {files.CertificateFile}. {HowKey}");
        }
    }

    private static X509Certificate2 WithKey(string certificatePem, string keyPem)
    {
        var pair = X509Certificate2.CreateFromPem(certificatePem, keyPem);
        if (!OperatingSystem.IsWindows())
        {
            return pair;
        }

        // Windows serves no certificate whose key was never stored.
        using (pair)
        {
            return X509CertificateLoader.LoadPkcs12(pair.Export(X509ContentType.Pkcs12), password: null);
        }
    }

    private static string? WarnOf(SecretReading key) => key.Mode.HasFlag(UnixFileMode.OtherRead)
        ? $"The key file {key.Path} has mode {Convert.ToString((int)key.Mode, 8).PadLeft(3, '0')}: anybody on this machine may read it. Run chmod 600 on it."
        : null;

    private static string Mark(SecretReading certificate, SecretReading key) => Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(
        $"{certificate.Value?.Reveal() ?? certificate.Problem}\0{key.Value?.Reveal() ?? key.Problem}")));
}
