using System.Net;
using System.Text.Json;

namespace Gateway.Cli;

/// <summary>Reads what the management listener answers, whichever version of the gateway wrote it.</summary>
internal static class ReplyReading
{
    /// <summary>A member as text; null if it is absent, null or an object.</summary>
    public static string? Text(this JsonElement element, string member)
    {
        if (element.ValueKind != JsonValueKind.Object || !element.TryGetProperty(member, out var value))
        {
            return null;
        }

        return value.ValueKind switch
        {
            JsonValueKind.String => value.GetString(),
            JsonValueKind.Number or JsonValueKind.True or JsonValueKind.False => value.ToString(),
            _ => null,
        };
    }

    /// <summary>Tells why an answer is no success; the exit code.</summary>
    public static int Refuse(this ManagementReply reply, TextWriter error)
    {
        switch (reply)
        {
            case ManagementReply.Unreachable unreachable:
                error.WriteLine(unreachable.Reason);
                return ExitCode.Unreachable;
            case ManagementReply.Answer { Body: var body, Status: var status }:
                var code = body.Text("code");
                error.WriteLine(code is null ? $"The gateway answered {(int)status}." : $"{code}: {body.Text("detail")}");
                return status == HttpStatusCode.InternalServerError ? ExitCode.Unreachable : ExitCode.Refused;
            default:
                throw new InvalidOperationException("A reply is an answer or none.");
        }
    }
}
