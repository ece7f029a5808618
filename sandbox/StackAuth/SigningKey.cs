using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;

namespace Sandbox.StackAuth;

/// <summary>An EC P-256 key pair of one audience.</summary>
internal sealed class SigningKey
{
    private const int SignatureLength = 64;

    private readonly Lock _lock = new();
    private readonly ECDsa _key = ECDsa.Create(ECCurve.NamedCurves.nistP256);

    /// <summary>Twelve characters, base64url.</summary>
    public string Id { get; } = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(9));

    public string Sign(string text)
    {
        lock (_lock)
        {
            return Base64Url.EncodeToString(_key.SignData(Encoding.ASCII.GetBytes(text), HashAlgorithmName.SHA256));
        }
    }

    public bool Verifies(string text, ReadOnlySpan<char> signature)
    {
        var bytes = new byte[SignatureLength];
        if (signature.Length > Base64Url.GetEncodedLength(SignatureLength) || !TryDecode(signature, bytes))
        {
            return false;
        }

        lock (_lock)
        {
            return _key.VerifyData(Encoding.ASCII.GetBytes(text), bytes, HashAlgorithmName.SHA256);
        }
    }

    public JsonObject ToJson()
    {
        var point = _key.ExportParameters(includePrivateParameters: false).Q;
        return new JsonObject
        {
            ["alg"] = "ES256",
            ["crv"] = "P-256",
            ["kid"] = Id,
            ["kty"] = "EC",
            ["x"] = Base64Url.EncodeToString(point.X),
            ["y"] = Base64Url.EncodeToString(point.Y),
        };
    }

    private static bool TryDecode(ReadOnlySpan<char> text, byte[] bytes)
    {
        try
        {
            return Base64Url.TryDecodeFromChars(text, bytes, out var written) && written == bytes.Length;
        }
        catch (FormatException)
        {
            return false;
        }
    }
}
