using System.Net.Security;

namespace Gateway.Listeners;

/// <summary>What reading a certificate came to. A closed set.</summary>
/// <param name="Mark">Stands for the content of both files: another mark, another content.</param>
internal abstract record CertificateReading(string Mark)
{
    /// <summary>It can be used.</summary>
    /// <param name="Mark">See the base.</param>
    /// <param name="Context">The certificate, its key and those that vouch for it, ready for handshakes.</param>
    /// <param name="Warning">What a person should know all the same; null for nothing.</param>
    public sealed record Usable(string Mark, SslStreamCertificateContext Context, string? Warning) : CertificateReading(Mark);

    /// <summary>It cannot.</summary>
    /// <param name="Mark">See the base.</param>
    /// <param name="Setting">The setting beside the listener's <c>Url</c> that is to blame.</param>
    /// <param name="Problem">A sentence that says what is wrong and one that says the way out.</param>
    public sealed record Unusable(string Mark, string Setting, string Problem) : CertificateReading(Mark);
}
