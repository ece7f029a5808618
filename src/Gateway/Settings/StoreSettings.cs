using Gateway.Core.Secrets;

namespace Gateway.Settings;

/// <summary>Where sessions rest.</summary>
/// <param name="Kind">Which store.</param>
/// <param name="Path">The state folder of the file store, absolute.</param>
/// <param name="EncryptionKey">One or several base64 keys of 32 bytes, comma-separated; null lets the file store make its own.</param>
/// <param name="Redis">The configuration string of the Redis store, which may hold a password; null for the other stores.</param>
/// <param name="KeyPrefix">What every key in Redis begins with.</param>
/// <param name="AllowPlaintext">Whether Redis may hold sessions in clear.</param>
public sealed record StoreSettings(
    StoreKind Kind, string Path, SecretReference? EncryptionKey, SecretReference? Redis = null, string KeyPrefix = "gateway", bool AllowPlaintext = false);
