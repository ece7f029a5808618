using System.Security.Cryptography;
using System.Text;
using Gateway.Core.Credentials;

namespace Gateway.Core.Sessions;

/// <summary>Notices changed credentials without keeping them: a hash under a key that lives and dies with the process.</summary>
internal sealed class CredentialMemo
{
    private readonly byte[] _key = RandomNumberGenerator.GetBytes(32);
    private byte[]? _last;

    /// <summary>Remembers these credentials as seen.</summary>
    public void Note(LoginCredentials credentials) => _last = Hash(credentials);

    /// <summary>True if these credentials are not those last noted.</summary>
    public bool IsNew(LoginCredentials credentials) =>
        _last is not { } last || !CryptographicOperations.FixedTimeEquals(last, Hash(credentials));

    private byte[] Hash(LoginCredentials credentials) => HMACSHA256.HashData(
        _key,
        Encoding.UTF8.GetBytes(
            $"{credentials.Email?.Length}:{credentials.Email}{credentials.Username?.Length}:{credentials.Username}{credentials.Password.Reveal()}"));
}
