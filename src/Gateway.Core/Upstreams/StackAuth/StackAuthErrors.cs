using Gateway.Core.Tokens;

namespace Gateway.Core.Upstreams.StackAuth;

/// <summary>
/// The one map from Stack Auth's refusals to what happens next. Only codes decide; a code that is not known says nothing about
/// credentials and is tried again after a pause. No text of the upstream's is passed on.
/// </summary>
internal static class StackAuthErrors
{
    /// <summary>A refused sign-in, by whatever method.</summary>
    public static TokenFailure OfLogin(StackAuthAnswer answer)
    {
        var code = answer.Code ?? string.Empty;
        return StackAuthCodes.Rejections.TryGetValue(code, out var why) ? new TokenFailure.Rejected("invalid_credentials", Say(answer, why))
            : StackAuthCodes.Misconfigurations.TryGetValue(code, out why) ? new TokenFailure.Misconfigured("project_setup", Say(answer, why))
            : new TokenFailure.Transient("login_failed", Say(answer, "it did not log the account in"));
    }

    /// <summary>A code that was not sent: the one refusal that has no code of its own is a switch in the project.</summary>
    public static TokenFailure OfSendCode(StackAuthAnswer answer) => answer is { Code: null, Status: 403 }
        ? new TokenFailure.Misconfigured("project_setup", Say(answer, "sign-in by mailed code is switched off in the project"))
        : OfLogin(answer);

    /// <summary>
    /// A refused code. A TOTP can be wrong while its attempt goes on; of a mailed code the typed characters are wrong if it is not found,
    /// because the rest is the server's own.
    /// </summary>
    public static ConfirmResult OfConfirm(StackAuthAnswer answer, bool isMailed) => answer.Code switch
    {
        StackAuthCodes.WrongTotp => new ConfirmResult.WrongCode(Say(answer, "the code is wrong")),
        StackAuthCodes.CodeNotFound when isMailed => new ConfirmResult.WrongCode(Say(answer, "the code is wrong")),
        StackAuthCodes.BadForm => new ConfirmResult.WrongCode(Say(answer, "the code has a form that no code has")),
        StackAuthCodes.CodeNotFound => new ConfirmResult.ChallengeOver(Say(answer, "it does not know the sign-in any more")),
        { } code when StackAuthCodes.ChallengeOver.Contains(code) => new ConfirmResult.ChallengeOver(Say(answer, "the sign-in that waited for the code is over")),
        _ => new ConfirmResult.Failed(new("confirm_failed", Say(answer, "it did not judge the code"))),
    };

    /// <summary>
    /// A refused refresh: only one code ends the session. A project that is set up wrongly says nothing about the refresh token, which is
    /// good for a year.
    /// </summary>
    public static TokenFailure OfRefresh(StackAuthAnswer answer) => answer.Code == StackAuthCodes.RefreshTokenOver
        ? new TokenFailure.Rejected("refresh_refused", Say(answer, "the session is over"))
        : new TokenFailure.Transient(
            "refresh_failed",
            Say(answer, StackAuthCodes.Misconfigurations.GetValueOrDefault(answer.Code ?? string.Empty) ?? "it did not refresh the token"));

    /// <summary>A refused sign-out; null if there is nothing left to sign out.</summary>
    public static TokenFailure? OfLogout(StackAuthAnswer answer) => answer.Code is StackAuthCodes.RefreshTokenOver or StackAuthCodes.AccessTokenExpired
        ? null
        : new TokenFailure.Transient("logout_failed", Say(answer, "it did not sign the account out"));

    private static string Say(StackAuthAnswer answer, string why) => $"{answer.Host} says {answer.Code ?? $"no code (status {answer.Status})"}: {why}.";
}
