namespace Sandbox.StackAuth;

/// <summary>A project: its keys and its settings.</summary>
public sealed class StackAuthProject : Guarded
{
    internal StackAuthProject(string id, string publishableKey, string serverKey, string adminKey)
    {
        Id = id;
        PublishableClientKey = publishableKey;
        SecretServerKey = serverKey;
        SuperSecretAdminKey = adminKey;
    }

    public string Id { get; }

    public string PublishableClientKey { get; }

    public string SecretServerKey { get; }

    public string SuperSecretAdminKey { get; }

    /// <summary>Client calls without the publishable key are refused. Default: false, as in new projects.</summary>
    public bool RequirePublishableClientKey { get => Read(in field); set => Write(ref field, value); }

    public bool PasswordEnabled { get => Read(in field); set => Write(ref field, value); } = true;

    public bool OtpEnabled { get => Read(in field); set => Write(ref field, value); } = true;

    public bool SignUpEnabled { get => Read(in field); set => Write(ref field, value); } = true;

    /// <summary>Users with an unverified e-mail address are restricted. Default: false.</summary>
    public bool RequireEmailVerification { get => Read(in field); set => Write(ref field, value); }

    /// <summary>Origins that callback URLs may have besides this machine's own. Default: the one of Stack Auth's documentation.</summary>
    public IReadOnlyList<string> TrustedOrigins { get => Read(in field); set => Write(ref field, value); } = ["https://yourapp.com"];

    internal ProjectKeys Keys { get; } = new();

    internal bool Trusts(string callbackUrl) =>
        Uri.TryCreate(callbackUrl, UriKind.Absolute, out var url)
        && (IsLocal(url) || TrustedOrigins.Contains(url.GetLeftPart(UriPartial.Authority), StringComparer.OrdinalIgnoreCase));

    private static bool IsLocal(Uri url) =>
        url.Scheme is "http" or "https"
        && (url.IsLoopback || url.Host.EndsWith(".localhost", StringComparison.OrdinalIgnoreCase));
}
