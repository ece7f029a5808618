using System.Security.Cryptography;
using System.Text;
using Gateway.Core.Credentials;
using Gateway.Core.Primitives;
using Gateway.Core.Upstreams;

namespace Gateway.Core.Sessions;

/// <summary>Notices changed credentials without keeping them: a hash under a key that lives and dies with the process.</summary>
internal sealed class CredentialMemo
{
    private readonly byte[] _key = RandomNumberGenerator.GetBytes(32);
    private byte[]? _last;

    /// <summary>Remembers these credentials as seen.</summary>
    /// <param name="credentials">They.</param>
    /// <param name="setup">What else the login depends on; see <see cref="IUpstreamProtocol.ReadLoginSetup"/>.</param>
    public void Note(LoginCredentials credentials, Secret? setup) => _last = Hash(credentials, setup);

    /// <summary>True if these credentials, or the set-up, are not those last noted.</summary>
    public bool IsNew(LoginCredentials credentials, Secret? setup) =>
        _last is not { } last || !CryptographicOperations.FixedTimeEquals(last, Hash(credentials, setup));

    private byte[] Hash(LoginCredentials credentials, Secret? setup)
    {
        var text = new StringBuilder();
        foreach (var part in (ReadOnlySpan<string?>)[credentials.Email, credentials.Username, setup?.Reveal(), credentials.Password?.Reveal()])
        {
            text.Append(part?.Length ?? -1).Append(':').Append(part);
        }

        return HMACSHA256.HashData(_key, Encoding.UTF8.GetBytes(text.ToString()));
    }
}
