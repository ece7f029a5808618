using System.Globalization;
using System.Text;
using Serilog.Events;
using Serilog.Parsing;

namespace Gateway.Telemetry;

/// <summary>A log event's message as plain text in one line: strings without quotes, control characters made harmless.</summary>
internal static class MessageText
{
    public static string Of(LogEvent entry)
    {
        var text = new StringBuilder();
        foreach (var token in entry.MessageTemplate.Tokens)
        {
            if (token is PropertyToken property && entry.Properties.TryGetValue(property.PropertyName, out var value))
            {
                text.Append(value is ScalarValue { Value: string plain } ? plain : value.ToString(property.Format, CultureInfo.InvariantCulture));
            }
            else
            {
                text.Append(token);
            }
        }

        return OneLine(text);
    }

    // Text from outside must not be able to forge a line of its own or to speak to the terminal.
    private static string OneLine(StringBuilder text)
    {
        for (var i = 0; i < text.Length; i++)
        {
            if (char.IsControl(text[i]))
            {
                text[i] = ' ';
            }
        }

        return text.ToString();
    }
}
