using Gateway.Core.Secrets;

namespace Gateway.Settings;

/// <summary>Who may operate.</summary>
/// <param name="Key">The key that every request but <c>/health/*</c> must carry; null for none.</param>
/// <param name="AllowAnonymous">Whether the management listener may be reached from other machines although it has no key.</param>
public sealed record ManagementAccess(SecretReference? Key = null, bool AllowAnonymous = false);
