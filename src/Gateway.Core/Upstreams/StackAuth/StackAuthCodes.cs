using System.Collections.Frozen;

namespace Gateway.Core.Upstreams.StackAuth;

/// <summary>The codes of refusals that decide what happens next, and what they mean to a person. Message texts never decide.</summary>
internal static class StackAuthCodes
{
    public const string MultiFactorRequired = "MULTI_FACTOR_AUTHENTICATION_REQUIRED";
    public const string RefreshTokenOver = "REFRESH_TOKEN_NOT_FOUND_OR_EXPIRED";
    public const string AccessTokenExpired = "ACCESS_TOKEN_EXPIRED";
    public const string AccessTokenUnknown = "UNPARSABLE_ACCESS_TOKEN";
    public const string NotSignedIn = "CANNOT_GET_OWN_USER_WITHOUT_USER";
    public const string WrongPassword = "EMAIL_PASSWORD_MISMATCH";
    public const string WrongTotp = "INVALID_TOTP_CODE";
    public const string CodeNotFound = "VERIFICATION_CODE_NOT_FOUND";
    public const string CodeExpired = "VERIFICATION_CODE_EXPIRED";
    public const string BadForm = "SCHEMA_ERROR";
    public const string BadBody = "BODY_PARSING_ERROR";

    /// <summary>The refusals of an access token; every other 401 is about something else.</summary>
    public static readonly FrozenSet<string> InvalidToken = FrozenSet.ToFrozenSet(
        [AccessTokenExpired, AccessTokenUnknown, "INVALID_PROJECT_FOR_ACCESS_TOKEN"], StringComparer.Ordinal);

    /// <summary>Ends of the login that a code belongs to.</summary>
    public static readonly FrozenSet<string> ChallengeOver = FrozenSet.ToFrozenSet(
        [CodeExpired, "VERIFICATION_CODE_ALREADY_USED", "VERIFICATION_CODE_MAX_ATTEMPTS_REACHED", "SIGN_UP_REJECTED"],
        StringComparer.Ordinal);

    /// <summary>Clear words about the account's credentials.</summary>
    public static readonly FrozenDictionary<string, string> Rejections = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        [WrongPassword] = "the e-mail address or the password is wrong",
        [BadForm] = "the e-mail address or the password has a form that no account has",
        ["USER_ID_DOES_NOT_EXIST"] = "the project has no user with this UserId",
        ["SIGN_UP_NOT_ENABLED"] = "the project has no user with this e-mail address",
        ["SIGN_UP_REJECTED"] = "the project's rules refuse this user",
    }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>What a person must set right, here or in the project.</summary>
    public static readonly FrozenDictionary<string, string> Misconfigurations = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["PASSWORD_AUTHENTICATION_NOT_ENABLED"] = "sign-in by password is switched off in the project",
        ["CURRENT_PROJECT_NOT_FOUND"] = "there is no project with this ProjectId",
        ["BRANCH_DOES_NOT_EXIST"] = "the project has no branch with this BranchId",
        ["PUBLISHABLE_CLIENT_KEY_REQUIRED_FOR_PROJECT"] = "the project wants a PublishableClientKey",
        ["INVALID_PUBLISHABLE_CLIENT_KEY"] = "the PublishableClientKey is not one of this project",
        ["SERVER_AUTHENTICATION_REQUIRED"] = "the project wants a SecretServerKey",
        ["INVALID_SECRET_SERVER_KEY"] = "the SecretServerKey is not one of this project",
        ["INSUFFICIENT_ACCESS_TYPE"] = "the key has too few rights",
        ["ACCESS_TYPE_REQUIRED"] = "the project's headers did not arrive; look at what stands between",
        ["ACCESS_TYPE_WITHOUT_PROJECT_ID"] = "the project's headers did not arrive; look at what stands between",
        ["PROJECT_KEY_WITHOUT_ACCESS_TYPE"] = "the project's headers did not arrive; look at what stands between",
        ["INVALID_ACCESS_TYPE"] = "the project's headers did not arrive as they were sent; look at what stands between",
        ["REDIRECT_URL_NOT_WHITELISTED"] = "the project does not trust OtpCallbackUrl",
        ["USER_EMAIL_ALREADY_EXISTS"] = "the user's e-mail address is not verified",
        ["BOT_CHALLENGE_REQUIRED"] = "the project wants a challenge for people solved",
        ["BOT_CHALLENGE_FAILED"] = "the project wants a challenge for people solved",
    }.ToFrozenDictionary(StringComparer.Ordinal);
}
