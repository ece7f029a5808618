namespace Sandbox.StackAuth;

internal enum CodeKind
{
    /// <summary>Mailed to somebody who signs in.</summary>
    Otp,

    /// <summary>Names a sign-in that waits for a TOTP.</summary>
    MfaAttempt,
}
