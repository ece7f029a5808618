using Gateway.Core.Primitives;
using Gateway.Core.Secrets;

namespace Gateway.Core.Upstreams.StackAuth;

/// <summary>One key of a project. A secret key in the place of the publishable one would go with every caller's request, so it is never used there.</summary>
internal sealed class StackAuthKey(SecretReference? reference, bool isServerKey, TimeProvider clock)
{
    private readonly FreshSecret? _secret = reference is null ? null : new FreshSecret(reference, clock);

    public bool IsConfigured => _secret is not null;

    /// <summary>The key; null if there is none or it cannot be used.</summary>
    public Secret? Value => Read(out _);

    /// <summary>The key, or null and why it cannot be used; both null if there is none.</summary>
    public Secret? Read(out string? problem)
    {
        problem = null;
        if (_secret?.Read() is not { } reading)
        {
            return null;
        }

        problem = reading.Problem ?? (Check(reading.Value!, isServerKey) is { } wrong ? $"The key of {reference!.Setting} {wrong}." : null);
        return problem is null ? reading.Value : null;
    }

    /// <summary>Null if it can be used, else what is wrong.</summary>
    public static string? Check(Secret key, bool isServerKey)
    {
        var text = key.Reveal();
        return !IsHeaderText(text) ? "holds characters that no key has"
            : isServerKey && HasPrefix(text, "pck_") ? "is a publishable client key"
            : HasPrefix(text, "sak_") ? "is a super secret admin key, which the gateway never needs"
            : !isServerKey && HasPrefix(text, "ssk_") ? "is a secret server key, which would go with every caller's request"
            : null;
    }

    public static bool IsHeaderText(string text) => text.Length is > 0 and <= 512 && text.All(static c => c is > ' ' and <= '~');

    private static bool HasPrefix(string text, string prefix) => text.AsSpan().StartsWith(prefix, StringComparison.OrdinalIgnoreCase);
}
