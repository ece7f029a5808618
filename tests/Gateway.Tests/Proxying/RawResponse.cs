using System.Globalization;
using System.Text.Json;

namespace Gateway.Tests.Proxying;

/// <summary>An answer as it came over the wire, in Latin-1; the body with its chunk marks if it was chunked.</summary>
internal sealed record RawResponse(int Status, IReadOnlyList<KeyValuePair<string, string>> Headers, string Body)
{
    public string? Header(string name) =>
        Headers.FirstOrDefault(header => header.Key.Equals(name, StringComparison.OrdinalIgnoreCase)).Value;

    public string? Error => Header("X-Gateway-Error");

    public JsonElement Json => JsonDocument.Parse(Body).RootElement;

    public static RawResponse Parse(string text)
    {
        if (text.Length == 0)
        {
            throw new EndOfStreamException("The gateway closed without an answer.");
        }

        var end = text.IndexOf("\r\n\r\n", StringComparison.Ordinal);
        var lines = text[..end].Split("\r\n");
        var headers = lines.Skip(1)
            .Select(line => line.Split(':', 2))
            .Select(parts => KeyValuePair.Create(parts[0], parts[1].Trim()))
            .ToList();
        return new RawResponse(int.Parse(lines[0].Split(' ')[1], CultureInfo.InvariantCulture), headers, text[(end + 4)..]);
    }
}
