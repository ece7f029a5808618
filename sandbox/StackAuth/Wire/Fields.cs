using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Sandbox.StackAuth.Wire;

/// <summary>
/// Reads the fields of a body or a query and collects all that is wrong with them. Fields that nobody asked for are wrong as well. A number
/// or a truth value stands for its text, as it does for the library behind the real server.
/// </summary>
internal sealed partial class Fields
{
    private readonly JsonObject? _json;
    private readonly string _root;
    private readonly HashSet<string> _known = new(StringComparer.Ordinal);
    private readonly List<string> _problems = [];

    public Fields(ApiBody body)
    {
        _root = "body";
        _json = body.Value as JsonObject;
        if (_json is null)
        {
            _problems.Add(body is { IsPresent: true, Value: not null } ? "body must be an object" : "body must be defined");
        }
    }

    public Fields(IQueryCollection query)
    {
        _root = "query";
        _json = new JsonObject(query.Select(field => KeyValuePair.Create(field.Key, (JsonNode?)field.Value.ToString())));
    }

    /// <summary>The problems, with those fields that nobody asked for unless they are allowed.</summary>
    public IReadOnlyList<string> Problems(bool allowUnknown = false)
    {
        var unknown = allowUnknown || _json is null ? [] : _json.Select(field => field.Key).Where(name => !_known.Contains(name)).ToList();
        return unknown.Count == 0 ? _problems : [.. _problems, $"{_root} contains unknown properties: {string.Join(", ", unknown)}"];
    }

    public bool Has(string name)
    {
        _ = _known.Add(name);
        return _json?.ContainsKey(name) == true;
    }

    public string? Text(string name, bool required = true, int? max = null, int? exact = null, bool nullable = false, params string[] oneOf)
    {
        var value = Take(name, required && !nullable);
        if (value is JsonObject or JsonArray)
        {
            Add(name, "must be a string");
            return null;
        }

        var text = value is null ? null : Cast(value);
        if (text?.Length > max)
        {
            Add(name, $"must be at most {max} characters");
        }

        if (text is not null && exact is not null && text.Length != exact)
        {
            Add(name, $"must be exactly {exact} characters");
        }

        if (text is not null && oneOf.Length > 0 && !oneOf.Contains(text))
        {
            Add(name, $"must be one of the following values: {string.Join(", ", oneOf)}");
        }

        return text;
    }

    public string? Email(string name, bool strict, bool required = true)
    {
        var text = Text(name, required, max: strict ? 256 : null, nullable: !required);
        if (text?.Length == 0)
        {
            Add(name, "must not be empty");
        }
        else if (text is not null && !(strict ? StrictEmail() : LooseEmail()).IsMatch(text))
        {
            Add(name, "must be a valid email");
        }

        return text;
    }

    public string? UserId(string name, bool required = true)
    {
        var text = Text(name, required);
        if (text is not null && text != "me" && !Guid.TryParseExact(text, "D", out _))
        {
            Add(name, "must be a valid UUID");
        }

        return text;
    }

    public long? Number(string name, long max)
    {
        var text = Text(name, required: false);
        if (text is null)
        {
            return null;
        }

        if (!long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number))
        {
            Add(name, "must be a number");
        }
        else if (number > max)
        {
            Add(name, $"must be less than or equal to {max}");
        }

        return number;
    }

    public bool? Flag(string name)
    {
        var text = Text(name, required: false);
        if (text is null or "true" or "false")
        {
            return text is null ? null : text == "true";
        }

        Add(name, "must be a boolean");
        return null;
    }

    /// <summary>Anything, as JSON text.</summary>
    public string? Json(string name) => Take(name, required: false)?.ToJsonString();

    public void Add(string name, string problem) => _problems.Add($"{_root}.{name} {problem}");

    private JsonNode? Take(string name, bool required)
    {
        _ = _known.Add(name);
        JsonNode? value = null;
        var isThere = _json?.TryGetPropertyValue(name, out value) == true;
        if (required && _json is not null && value is null)
        {
            Add(name, isThere ? "cannot be null" : "must be defined");
        }

        return value;
    }

    private static string Cast(JsonNode value) => value.GetValueKind() == JsonValueKind.String ? value.GetValue<string>() : value.ToJsonString();

    [GeneratedRegex(@"^[^\s@]+@[^\s@]+$", RegexOptions.NonBacktracking)]
    private static partial Regex LooseEmail();

    [GeneratedRegex(@"^[^\s@]+@[^\s@.]+(\.[^\s@.]+)*\.[A-Za-z]{2,}$", RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex StrictEmail();
}
