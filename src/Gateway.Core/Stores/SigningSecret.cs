using Gateway.Core.Primitives;

namespace Gateway.Core.Stores;

/// <summary>The signing key of a store that has no encryption key to derive one from.</summary>
/// <param name="Key">Base64 of 32 random bytes.</param>
public sealed record SigningSecret(Secret Key);
