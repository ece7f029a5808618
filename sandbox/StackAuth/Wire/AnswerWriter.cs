using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Sandbox.StackAuth.Wire;

/// <summary>Writes answers in the server's envelope.</summary>
internal static class AnswerWriter
{
    private const int RequestIdLength = 16;

    private static readonly JsonSerializerOptions Compact = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
    private static readonly JsonSerializerOptions Indented = new(Compact) { WriteIndented = true, IndentSize = 2, NewLine = "\n" };

    public static Task WriteAsync(HttpContext context, ApiAnswer answer, StackHeaders headers, bool hexclave)
    {
        if (!answer.IsBare)
        {
            SetHeaders(context, answer, headers, hexclave);
        }

        foreach (var (name, value) in answer.Headers)
        {
            context.Response.Headers[name] = value;
        }

        var isOverridden = !answer.IsBare && answer.Status is >= 400 and < 500 && headers.Has(StackHeaders.OverrideErrorStatus);
        var status = isOverridden ? StatusCodes.Status200OK : answer.Status;
        if (answer.Json is { } json)
        {
            var indented = answer.KnownError is not null || context.Request.Headers.Accept.ToString().Contains("text/html", StringComparison.OrdinalIgnoreCase);
            var body = Encoding.UTF8.GetBytes(json.ToJsonString(indented ? Indented : Compact));
            return context.AnswerAsync(status, "application/json; charset=utf-8", body);
        }

        if (answer.Text is { } text)
        {
            return context.AnswerAsync(status, "text/plain; charset=utf-8", Encoding.UTF8.GetBytes(text));
        }

        context.Response.StatusCode = status;
        context.Response.ContentLength = 0;
        return Task.CompletedTask;
    }

    private static void SetHeaders(HttpContext context, ApiAnswer answer, StackHeaders headers, bool hexclave)
    {
        context.Response.Headers.CacheControl = answer.CacheControl;
        Set("request-id", RandomText.New(RequestIdLength));
        if (answer.KnownError is { } code)
        {
            Set("known-error", code);
        }

        if (answer.Status is >= 400 and < 500 && headers.Has(StackHeaders.OverrideErrorStatus))
        {
            Set("actual-status", FormattableString.Invariant($"{answer.Status}"));
        }

        void Set(string name, string value)
        {
            context.Response.Headers[StackHeaders.Prefix + name] = value;
            if (hexclave)
            {
                context.Response.Headers[StackHeaders.HexclavePrefix + name] = value;
            }
        }
    }
}
