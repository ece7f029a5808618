namespace Sandbox.StackAuth.Wire;

/// <summary>A request's <c>x-stack-*</c> headers, after <c>x-hexclave-*</c> has been copied over them.</summary>
internal sealed class StackHeaders
{
    public const string Prefix = "x-stack-";
    public const string HexclavePrefix = "x-hexclave-";
    public const string AccessType = "access-type";
    public const string ProjectId = "project-id";
    public const string BranchId = "branch-id";
    public const string PublishableClientKey = "publishable-client-key";
    public const string SecretServerKey = "secret-server-key";
    public const string SuperSecretAdminKey = "super-secret-admin-key";
    public const string AdminAccessToken = "admin-access-token";
    public const string AccessToken = "access-token";
    public const string RefreshToken = "refresh-token";
    public const string AllowAnonymousUser = "allow-anonymous-user";
    public const string AllowRestrictedUser = "allow-restricted-user";
    public const string OverrideErrorStatus = "override-error-status";

    private readonly Dictionary<string, string> _values = new(StringComparer.OrdinalIgnoreCase);

    public StackHeaders(IHeaderDictionary headers, bool hexclave)
    {
        Take(headers, Prefix);
        if (hexclave)
        {
            Take(headers, HexclavePrefix);
        }
    }

    /// <summary>The value under this name, given without its prefix; an empty one counts as absent.</summary>
    public string? this[string name] => _values.TryGetValue(name, out var value) && value.Length > 0 ? value : null;

    /// <summary>Whether the header was sent at all, be it empty.</summary>
    public bool Has(string name) => _values.ContainsKey(name);

    private void Take(IHeaderDictionary headers, string prefix)
    {
        foreach (var (name, value) in headers)
        {
            if (name.StartsWith(prefix, StringComparison.OrdinalIgnoreCase))
            {
                _values[name[prefix.Length..]] = value.ToString();
            }
        }
    }
}
