using System.Text.Json.Nodes;

namespace Sandbox.StackAuth.Wire;

/// <summary>The known errors: status and code are the real server's, the sentences are not.</summary>
internal static class KnownErrors
{
    public static ApiAnswer ProjectKeyWithoutAccessType =>
        ApiAnswer.Known(400, "PROJECT_KEY_WITHOUT_ACCESS_TYPE", "A project key was sent without x-stack-access-type.");

    public static ApiAnswer AccessTypeRequired =>
        ApiAnswer.Known(400, "ACCESS_TYPE_REQUIRED", "This route wants x-stack-access-type and x-stack-project-id.");

    public static ApiAnswer ServerAuthenticationRequired =>
        ApiAnswer.Known(401, "SERVER_AUTHENTICATION_REQUIRED", "The secret server key is missing.");

    public static ApiAnswer AdminAuthenticationRequired =>
        ApiAnswer.Known(401, "ADMIN_AUTHENTICATION_REQUIRED", "The super secret admin key is missing.");

    public static ApiAnswer UnparsableAdminAccessToken =>
        ApiAnswer.Known(401, "UNPARSABLE_ADMIN_ACCESS_TOKEN", "The admin access token cannot be read.");

    public static ApiAnswer AdminAccessTokenIsNotAdmin =>
        ApiAnswer.Known(401, "ADMIN_ACCESS_TOKEN_IS_NOT_ADMIN", "The admin access token is not one of this project's administrators.");

    public static ApiAnswer UnparsableAccessToken =>
        ApiAnswer.Known(401, "UNPARSABLE_ACCESS_TOKEN", "The access token cannot be read.");

    public static ApiAnswer AnonymousNotAllowed =>
        ApiAnswer.Known(401, "ANONYMOUS_AUTHENTICATION_NOT_ALLOWED", "Anonymous users need x-stack-allow-anonymous-user.");

    public static ApiAnswer CannotGetOwnUser =>
        ApiAnswer.Known(400, "CANNOT_GET_OWN_USER_WITHOUT_USER", "There is no signed-in user.");

    public static ApiAnswer RefreshTokenNotFoundOrExpired =>
        ApiAnswer.Known(401, "REFRESH_TOKEN_NOT_FOUND_OR_EXPIRED", "The refresh token is unknown, or its session has ended.");

    public static ApiAnswer PasswordNotEnabled =>
        ApiAnswer.Known(400, "PASSWORD_AUTHENTICATION_NOT_ENABLED", "This project has no sign-in by password.");

    public static ApiAnswer EmailPasswordMismatch =>
        ApiAnswer.Known(400, "EMAIL_PASSWORD_MISMATCH", "The e-mail address and the password do not fit.");

    public static ApiAnswer UserHasNoPassword =>
        ApiAnswer.Known(400, "USER_DOES_NOT_HAVE_PASSWORD", "The user has no password.");

    public static ApiAnswer PasswordConfirmationMismatch =>
        ApiAnswer.Known(400, "PASSWORD_CONFIRMATION_MISMATCH", "The old password is wrong.");

    public static ApiAnswer SignUpNotEnabled =>
        ApiAnswer.Known(400, "SIGN_UP_NOT_ENABLED", "This project takes no new users.");

    public static ApiAnswer RedirectUrlNotWhitelisted =>
        ApiAnswer.Known(400, "REDIRECT_URL_NOT_WHITELISTED", "The project does not trust the callback URL.");

    public static ApiAnswer CodeNotFound => ApiAnswer.Known(404, "VERIFICATION_CODE_NOT_FOUND", "There is no such code.");

    public static ApiAnswer CodeExpired => ApiAnswer.Known(400, "VERIFICATION_CODE_EXPIRED", "The code is too old.");

    public static ApiAnswer CodeAlreadyUsed => ApiAnswer.Known(409, "VERIFICATION_CODE_ALREADY_USED", "The code has been used.");

    public static ApiAnswer CodeTriedTooOften => ApiAnswer.Known(400, "VERIFICATION_CODE_MAX_ATTEMPTS_REACHED", "The code has been tried too often.");

    public static ApiAnswer InvalidTotpCode => ApiAnswer.Known(400, "INVALID_TOTP_CODE", "The TOTP is wrong.");

    public static ApiAnswer CannotDeleteCurrentSession =>
        ApiAnswer.Known(400, "CANNOT_DELETE_CURRENT_SESSION", "The current session ends by signing out.");

    public static ApiAnswer InvalidOAuthClient => ApiAnswer.Known(
        400, "INVALID_OAUTH_CLIENT_ID_OR_SECRET", "The OAuth client is unknown, or its secret is wrong.", new JsonObject { ["client_id"] = null });

    public static ApiAnswer InvalidAuthorizationCode =>
        ApiAnswer.Known(400, "INVALID_AUTHORIZATION_CODE", "The authorization code is unknown.");

    public static ApiAnswer BodyParsingError(string error) => ApiAnswer.Known(400, "BODY_PARSING_ERROR", error);

    public static ApiAnswer SchemaError(string message) => ApiAnswer.Known(400, "SCHEMA_ERROR", message, new JsonObject { ["message"] = message });

    public static ApiAnswer InvalidAccessType(string type) =>
        ApiAnswer.Known(400, "INVALID_ACCESS_TYPE", $"The access type is client, server or admin, and not '{type}'.");

    public static ApiAnswer AccessTypeWithoutProjectId(string type) => ApiAnswer.Known(
        400, "ACCESS_TYPE_WITHOUT_PROJECT_ID", "An access type was sent without x-stack-project-id.", new JsonObject { ["request_type"] = type });

    public static ApiAnswer ProjectNotFound(string id) =>
        ApiAnswer.Known(400, "CURRENT_PROJECT_NOT_FOUND", "There is no such project.", Project(id));

    public static ApiAnswer PublishableClientKeyRequired(string id) => ApiAnswer.Known(
        401, "PUBLISHABLE_CLIENT_KEY_REQUIRED_FOR_PROJECT", "The project demands its publishable client key.", Project(id));

    public static ApiAnswer InvalidPublishableClientKey(string id) =>
        ApiAnswer.Known(401, "INVALID_PUBLISHABLE_CLIENT_KEY", "The publishable client key is not one of the project.", Project(id));

    public static ApiAnswer InvalidSecretServerKey(string id) =>
        ApiAnswer.Known(401, "INVALID_SECRET_SERVER_KEY", "The secret server key is not one of the project.", Project(id));

    public static ApiAnswer InvalidSuperSecretAdminKey(string id) =>
        ApiAnswer.Known(401, "INVALID_SUPER_SECRET_ADMIN_KEY", "The super secret admin key is not one of the project.", Project(id));

    public static ApiAnswer AdminAccessTokenExpired(DateTimeOffset at) => ApiAnswer.Known(
        401, "ADMIN_ACCESS_TOKEN_EXPIRED", "The admin access token has expired.", new JsonObject { ["expired_at_millis"] = at.ToUnixTimeMilliseconds() });

    public static ApiAnswer BranchDoesNotExist(string id) =>
        ApiAnswer.Known(400, "BRANCH_DOES_NOT_EXIST", "There is no such branch.", new JsonObject { ["branch_id"] = id });

    public static ApiAnswer InsufficientAccessType(AccessType actual) => ApiAnswer.Known(
        401, "INSUFFICIENT_ACCESS_TYPE", "The route wants a stronger access type.", new JsonObject
        {
            ["actual_access_type"] = actual.ToString().ToLowerInvariant(),
            ["allowed_access_types"] = new JsonArray("server", "admin"),
        });

    public static ApiAnswer AccessTokenExpired(AccessToken? token, DateTimeOffset at) => ApiAnswer.Known(
        401, "ACCESS_TOKEN_EXPIRED", "The access token has expired.", new JsonObject
        {
            ["expired_at_millis"] = at.ToUnixTimeMilliseconds(),
            ["project_id"] = token?.ProjectId,
            ["user_id"] = token?.UserId,
            ["refresh_token_id"] = token?.SessionId,
        });

    public static ApiAnswer InvalidProjectForAccessToken(string? expected, string actual) => ApiAnswer.Known(
        401, "INVALID_PROJECT_FOR_ACCESS_TOKEN", "The access token is one of another project.", new JsonObject
        {
            ["expected_project_id"] = expected,
            ["actual_project_id"] = actual,
        });

    public static ApiAnswer RestrictedUserNotAllowed(string? reason) => ApiAnswer.Known(
        403, "RESTRICTED_USER_NOT_ALLOWED", "Restricted users need x-stack-allow-restricted-user.", new JsonObject
        {
            ["restricted_reason"] = new JsonObject { ["type"] = reason },
        });

    public static ApiAnswer PasswordTooShort(int min) =>
        ApiAnswer.Known(400, "PASSWORD_TOO_SHORT", "The password is too short.", new JsonObject { ["min_length"] = min });

    public static ApiAnswer UserEmailAlreadyExists(string email, bool wouldWorkIfVerified) => ApiAnswer.Known(
        409, "USER_EMAIL_ALREADY_EXISTS", "There is a user with this e-mail address.", new JsonObject
        {
            ["email"] = email,
            ["would_work_if_email_was_verified"] = wouldWorkIfVerified,
        });

    public static ApiAnswer UserIdDoesNotExist(string id) =>
        ApiAnswer.Known(400, "USER_ID_DOES_NOT_EXIST", "There is no such user.", new JsonObject { ["user_id"] = id });

    public static ApiAnswer UserNotFound => ApiAnswer.Known(404, "USER_NOT_FOUND", "There is no such user.");

    public static ApiAnswer MfaRequired(string attemptCode) => ApiAnswer.Known(
        400, "MULTI_FACTOR_AUTHENTICATION_REQUIRED", "A TOTP is wanted.", new JsonObject { ["attempt_code"] = attemptCode });

    private static JsonObject Project(string id) => new() { ["project_id"] = id };
}
