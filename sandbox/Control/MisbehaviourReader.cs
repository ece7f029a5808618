using System.Text.Json;

namespace Sandbox.Control;

/// <summary>Reads <c>{"operation":"newToken","kind":"ServerError500","times":2}</c> and its optional details.</summary>
internal static class MisbehaviourReader
{
    /// <summary>The problem with the body, or null.</summary>
    public static string? Read(SandboxKnobs knobs, JsonElement body, out string operation, out Misbehaviour misbehaviour, out int? times)
    {
        operation = "";
        misbehaviour = Misbehaviour.None;
        times = 1;
        if (body.ValueKind != JsonValueKind.Object)
        {
            return "Send a JSON object such as {\"operation\":\"newToken\",\"kind\":\"ServerError500\",\"times\":2}.";
        }

        operation = Value(body, "operation")?.ToString() ?? "";
        if (!knobs.Knows(operation))
        {
            return $"'operation' is {knobs.OperationNames}.";
        }

        var name = Value(body, "kind")?.ToString() ?? "";
        if (name.Length == 0 || char.IsAsciiDigit(name[0]) || !Enum.TryParse<MisbehaviourKind>(name, ignoreCase: true, out var kind))
        {
            return $"'kind' is one of {string.Join(", ", Enum.GetNames<MisbehaviourKind>())}.";
        }

        if (!TryReadTimes(Value(body, "times"), out times))
        {
            return "'times' is a number above zero, or \"forever\".";
        }

        if (!TryReadSeconds(Value(body, "retryAfterSeconds"), out var retryAfter) || !TryReadSeconds(Value(body, "delaySeconds"), out var delay))
        {
            return "'retryAfterSeconds' and 'delaySeconds' are numbers from 0 to 86400.";
        }

        misbehaviour = new Misbehaviour(kind)
        {
            RetryAfter = retryAfter,
            RetryAfterAsDate = IsTrue(Value(body, "retryAfterAsDate")),
            Wait = delay ?? TimeSpan.Zero,
            AfterEffect = IsTrue(Value(body, "afterEffect")),
        };
        return null;
    }

    private static JsonElement? Value(JsonElement body, string name) => body.TryGetProperty(name, out var value) ? value : null;

    private static bool IsTrue(JsonElement? value) => value?.ValueKind == JsonValueKind.True;

    private static bool TryReadTimes(JsonElement? value, out int? times)
    {
        times = 1;
        if (value is not { } given)
        {
            return true;
        }

        if (given.ValueKind == JsonValueKind.Number && given.TryGetInt32(out var number) && number > 0)
        {
            times = number;
            return true;
        }

        times = null;
        return given.ValueKind == JsonValueKind.String && given.GetString() == "forever";
    }

    private static bool TryReadSeconds(JsonElement? value, out TimeSpan? span)
    {
        span = null;
        if (value is not { } given)
        {
            return true;
        }

        if (given.ValueKind != JsonValueKind.Number || !given.TryGetDouble(out var seconds) || seconds is < 0 or > 86_400)
        {
            return false;
        }

        span = TimeSpan.FromSeconds(seconds);
        return true;
    }
}
