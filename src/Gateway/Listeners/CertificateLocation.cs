namespace Gateway.Listeners;

/// <summary>Where the certificate of an https listener is written, as PEM.</summary>
/// <param name="CertificateFile">The file with the certificate, followed by those that vouch for it.</param>
/// <param name="KeyFile">The file with the certificate's private key, not encrypted.</param>
public sealed record CertificateLocation(string CertificateFile, string KeyFile);
