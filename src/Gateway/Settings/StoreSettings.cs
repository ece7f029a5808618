using Gateway.Core.Secrets;

namespace Gateway.Settings;

/// <summary>Where sessions rest.</summary>
/// <param name="Kind">Which store.</param>
/// <param name="Path">The state folder of the file store, absolute.</param>
/// <param name="EncryptionKey">One or several base64 keys of 32 bytes, comma-separated; null lets the file store make its own.</param>
public sealed record StoreSettings(StoreKind Kind, string Path, SecretReference? EncryptionKey);
