namespace Gateway.Core.Stores;

/// <summary>Credentials that an upstream has clearly refused; the same ones are not sent again, also after a restart or by a replica.</summary>
/// <param name="Fingerprint">What recognises them; see <see cref="Primitives.Fingerprint"/>.</param>
/// <param name="Code">The upstream's reason, a stable word.</param>
/// <param name="Message">The reason for a person.</param>
/// <param name="At">When.</param>
/// <param name="IsSetup">True if not the credentials themselves were refused, but what else a login depends on.</param>
public sealed record CredentialRejection(string Fingerprint, string Code, string Message, DateTimeOffset At, bool IsSetup = false);
