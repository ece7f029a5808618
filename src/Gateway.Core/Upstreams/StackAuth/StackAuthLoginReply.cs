using System.Collections.Immutable;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Gateway.Core.Upstreams.StackAuth;

/// <summary>Writes answers to login operations in the envelope of Stack Auth, every header of it under both its names.</summary>
internal static class StackAuthLoginReply
{
    private const string Media = "application/json; charset=utf-8";
    private const int RequestIdLength = 16;

    // Neither the life of the access token nor what is left of it: the server always says this.
    private const int SecondsOfOAuth = 3600;

    private static readonly JsonSerializerOptions Compact = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
    private static readonly JsonSerializerOptions Indented = new(Compact) { WriteIndented = true, IndentSize = 2, NewLine = "\n" };

    /// <param name="form">In which form.</param>
    /// <param name="outcome">What came of it; null if the form has a refusal.</param>
    public static LoginReply Write(StackAuthLoginForm form, LoginOutcome? outcome)
    {
        var refusal = form.Refusal ?? outcome switch
        {
            LoginOutcome.CodeWanted wanted => StackAuthKnownError.MultiFactorRequired(wanted.Ticket),
            LoginOutcome.Declined declined => Refusal(form.Operation, declined.Reason),
            _ => null,
        };
        return refusal is not null ? Write(refusal, form.HidesStatus)
            : new LoginReply(200, Media, Bytes(outcome is LoginOutcome.Granted granted ? Grant(form.Operation, granted) : Success(), Compact))
            {
                Headers = form.Operation == StackAuthLoginOperation.OAuthToken
                    ? [.. Headers(), new("Cache-Control", "no-store"), new("Pragma", "no-cache")]
                    : [.. Headers(), NotStored],
            };
    }

    /// <param name="refusal">The refusal.</param>
    /// <param name="hidesStatus">Whether it comes with status 200, as the client wants it.</param>
    public static LoginReply Write(StackAuthKnownError refusal, bool hidesStatus)
    {
        ImmutableArray<KeyValuePair<string, string>> headers = [.. Headers(), NotStored];
        if (refusal.Code is { } code)
        {
            headers = [.. headers, .. Both("known-error", code)];
        }

        if (hidesStatus)
        {
            headers = [.. headers, .. Both("actual-status", refusal.Status.ToString(CultureInfo.InvariantCulture))];
        }

        return new LoginReply(hidesStatus ? 200 : refusal.Status, Media, Bytes(refusal.Body, refusal.Code is null ? Compact : Indented)) { Headers = headers };
    }

    private static StackAuthKnownError Refusal(StackAuthLoginOperation operation, LoginDecline reason) => reason switch
    {
        LoginDecline.WrongCode => StackAuthKnownError.WrongTotp,
        LoginDecline.UnknownTicket when operation != StackAuthLoginOperation.SecondFactor => StackAuthKnownError.RefreshTokenOver,
        LoginDecline.UnknownTicket => StackAuthKnownError.CodeNotFound,
        _ => StackAuthKnownError.CodeExpired,
    };

    private static JsonObject Success() => new() { ["success"] = true };

    private static JsonObject Grant(StackAuthLoginOperation operation, LoginOutcome.Granted granted)
    {
        var body = new JsonObject { ["access_token"] = granted.Tokens.Access.Reveal() };
        switch (operation)
        {
            case StackAuthLoginOperation.Refresh:
                return body;
            case StackAuthLoginOperation.OAuthToken:
                body["token_type"] = "Bearer";
                body["expires_in"] = SecondsOfOAuth;
                body["scope"] = "legacy";
                body["afterCallbackRedirectUrl"] = null;
                body["after_callback_redirect_url"] = null;
                return body;
        }

        body["refresh_token"] = granted.Tokens.Refresh.Reveal();
        if (operation == StackAuthLoginOperation.SecondFactor)
        {
            body["is_new_user"] = false;
        }

        body["user_id"] = granted.Session.UserId;
        return body;
    }

    private static KeyValuePair<string, string> NotStored => new("Cache-Control", "no-store, max-age=0");

    private static KeyValuePair<string, string>[] Headers() =>
        Both("request-id", RandomNumberGenerator.GetString("0123456789abcdefghjkmnpqrstvwxyz", RequestIdLength));

    private static KeyValuePair<string, string>[] Both(string name, string value) => [new("x-stack-" + name, value), new("x-hexclave-" + name, value)];

    private static byte[] Bytes(JsonObject body, JsonSerializerOptions options) => Encoding.UTF8.GetBytes(body.ToJsonString(options));
}
