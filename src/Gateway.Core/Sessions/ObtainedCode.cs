using Gateway.Core.Tokens;
using Gateway.Core.TwoFactor;

namespace Gateway.Core.Sessions;

/// <summary>What the account's own source brought.</summary>
/// <param name="Challenge">The login that it was asked for.</param>
/// <param name="Result">The code, or why there is none.</param>
internal sealed record ObtainedCode(TwoFactorChallenge Challenge, CodeResult Result);
