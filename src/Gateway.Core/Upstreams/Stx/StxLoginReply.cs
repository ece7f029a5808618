using System.Buffers;
using System.Collections.Immutable;
using System.Text.Json;
using Gateway.Core.Tokens;

namespace Gateway.Core.Upstreams.Stx;

/// <summary>Writes answers to login operations in the shape of STX: <c>data</c> in the order asked for, refusals as <c>errors</c> with status 200.</summary>
internal static class StxLoginReply
{
    // Of an answer with three tokens.
    private const int FirstSize = 4096;

    public static LoginReply Write(StxLoginForm form, IReadOnlyList<LoginOutcome> outcomes)
    {
        var body = new ArrayBufferWriter<byte>(FirstSize);
        using (var json = new Utf8JsonWriter(body))
        {
            if (form.IsBatch)
            {
                json.WriteStartArray();
            }

            foreach (var document in form.Documents)
            {
                WriteDocument(json, document, outcomes);
            }

            if (form.IsBatch)
            {
                json.WriteEndArray();
            }
        }

        return new LoginReply(200, "application/json; charset=utf-8", body.WrittenMemory);
    }

    private static void WriteDocument(Utf8JsonWriter json, ImmutableArray<StxLoginField> fields, IReadOnlyList<LoginOutcome> outcomes)
    {
        json.WriteStartObject();
        json.WriteStartObject("data");
        foreach (var field in fields)
        {
            WriteField(json, field, field.Call is { } call ? outcomes[call] : null);
        }

        json.WriteEndObject();
        var declined = fields.Where(field => field.Call is { } call && outcomes[call] is LoginOutcome.Declined).ToList();
        if (declined.Count > 0)
        {
            json.WriteStartArray("errors");
            foreach (var field in declined)
            {
                json.WriteStartObject();
                json.WriteString("message", Message(((LoginOutcome.Declined)outcomes[field.Call!.Value]).Reason));
                json.WriteStartArray("path");
                json.WriteStringValue(field.Key);
                json.WriteEndArray();
                json.WriteEndObject();
            }

            json.WriteEndArray();
        }

        json.WriteEndObject();
    }

    private static void WriteField(Utf8JsonWriter json, StxLoginField field, LoginOutcome? outcome)
    {
        json.WritePropertyName(field.Key);
        if (outcome is null)
        {
            json.WriteStringValue("RootMutationType");
            return;
        }

        if (outcome is LoginOutcome.Declined)
        {
            json.WriteNullValue();
            return;
        }

        json.WriteStartObject();
        foreach (var (key, name) in field.Selections)
        {
            json.WritePropertyName(key);
            if (name == StxLoginForm.TypeName)
            {
                json.WriteStringValue(TypeOf(field.Kind!.Value));
            }
            else
            {
                WriteValue(json, name, outcome);
            }
        }

        json.WriteEndObject();
    }

    private static void WriteValue(Utf8JsonWriter json, string name, LoginOutcome outcome)
    {
        switch (name, outcome)
        {
            case ("promptTwoFactorAuth", LoginOutcome.CodeWanted):
                json.WriteBooleanValue(true);
                break;
            case ("promptTwoFactorAuth", LoginOutcome.Granted):
                json.WriteBooleanValue(false);
                break;
            case ("promptTncAcceptance", LoginOutcome.Granted granted):
                json.WriteBooleanValue(granted.Session.Warnings.Contains(SessionWarning.TermsNotAccepted));
                break;
            default:
                json.WriteStringValue(Text(name, outcome));
                break;
        }
    }

    private static string? Text(string name, LoginOutcome outcome) => (name, outcome) switch
    {
        ("userId", LoginOutcome.CodeWanted waiting) => waiting.UserId,
        ("sessionId", LoginOutcome.CodeWanted waiting) => waiting.Ticket.Reveal(),
        ("token", LoginOutcome.Granted granted) => granted.Tokens.Access.Reveal(),
        ("refreshToken", LoginOutcome.Granted granted) => granted.Tokens.Refresh.Reveal(),
        ("sessionId", LoginOutcome.Granted granted) => granted.Tokens.SessionId.Reveal(),
        ("userId", LoginOutcome.Granted granted) => granted.Session.UserId,
        ("userUid", LoginOutcome.Granted granted) => granted.Session.UserUid,
        (_, LoginOutcome.Granted granted) => granted.Session.Details.GetValueOrDefault(name),
        _ => null,
    };

    private static string TypeOf(LoginCallKind kind) => kind switch
    {
        LoginCallKind.Logout => "LogoutResult",
        LoginCallKind.Resend => "Send2FaResult",
        _ => "LoginResult",
    };

    // Clients tell these apart by words such as these, if at all.
    private static string Message(LoginDecline reason) => reason switch
    {
        LoginDecline.WrongCode => "Invalid code",
        LoginDecline.LoginOver => "The login session has expired, please login again",
        LoginDecline.NoCodeWanted => "No code is expected",
        _ => "unauthorized",
    };
}
