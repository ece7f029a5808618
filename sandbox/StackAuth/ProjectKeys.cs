namespace Sandbox.StackAuth;

/// <summary>Two key pairs for each audience of a project; the first one signs, both are published.</summary>
internal sealed class ProjectKeys
{
    private readonly Dictionary<TokenAudience, SigningKey[]> _keys =
        Enum.GetValues<TokenAudience>().ToDictionary(audience => audience, _ => new[] { new SigningKey(), new SigningKey() });

    public SigningKey Signer(TokenAudience audience) => _keys[audience][0];

    public SigningKey? Find(TokenAudience audience, string? id) => Array.Find(_keys[audience], key => key.Id == id);

    public IEnumerable<SigningKey> Published(bool includeRestricted, bool includeAnonymous) =>
    [
        .. _keys[TokenAudience.Regular],
        .. includeRestricted || includeAnonymous ? _keys[TokenAudience.Restricted] : [],
        .. includeAnonymous ? _keys[TokenAudience.Anonymous] : [],
    ];
}
