using System.Text;
using System.Text.Json;

namespace Gateway.Tests.Logins;

/// <summary>Writes valid GraphQL requests that hold the words of login operations everywhere but as root fields.</summary>
internal sealed class RandomDocument(int seed)
{
    private static readonly string[] Words = ["login", "logout", "confirm2Fa", "newToken", "send2Fa", "persistedQuery"];
    private static readonly JsonSerializerOptions Plain = new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private static readonly string[] Roots = ["markets", "userProfile", "confirmOrder", "loginAt", "loginHistory", "relogin", "logout_all"];

    private readonly Random _random = new(seed);
    private readonly List<string> _fragments = [];

    /// <summary>The body of a POST.</summary>
    public byte[] Body()
    {
        var one = _random.Next(5) == 0 ? $"[{string.Join(',', Enumerable.Range(0, _random.Next(4)).Select(_ => Request()))}]" : Request();
        return Encoding.UTF8.GetBytes((_random.Next(10) == 0 ? "\uFEFF" : string.Empty) + Gap() + one + Gap());
    }

    private string Request()
    {
        _fragments.Clear();
        var document = Document(out var name);
        var members = new List<string> { $"{Json("query")}:{Gap()}{Json(document)}" };
        if (name is not null || _random.Next(3) == 0)
        {
            members.Add($"\"operationName\":{(name is null ? "null" : Json(name))}");
        }

        if (_random.Next(2) == 0)
        {
            members.Add($"\"variables\":{{\"v\":{Json(Text())},\"yes\":{(_random.Next(2) == 0 ? "true" : "false")}}}");
        }

        if (_random.Next(4) == 0)
        {
            members.Add($"\"extensions\":{{\"note\":{Json(Text())}}}");
        }

        return $"{{{string.Join(',', members.OrderBy(_ => _random.Next()))}}}";
    }

    private string Document(out string? name)
    {
        var operation = $"{Pick("query", "mutation")} {Pick(Words)}($v: String = \"{Pick(Words)}\" $yes: Boolean = true) {{{Gap()}{Selections(Roots, 0)}{Gap()}}}";
        name = null;
        if (_random.Next(4) == 0)
        {
            // Of several operations the harmless one runs.
            name = "Chosen";
            operation = $"mutation Other {{ {Pick(Words)} {{ token }} }} query Chosen {{ {Selections(Roots, 0)} }}";
        }

        return $"{Comment()}{operation}{Comment()}{string.Join(Gap(), _fragments)}";
    }

    private string Selections(string[] names, int depth)
    {
        var many = new List<string>();
        for (var i = _random.Next(3); i >= 0; i--)
        {
            many.Add(_random.Next(depth > 3 ? 2 : 6) switch
            {
                2 => $"... on {Pick(Words)} {{ {Selections(names, depth + 1)} }}",
                3 => $"... @include(if: $yes) {{ {Selections(names, depth + 1)} }}",
                4 => Fragment(names, depth),
                5 => $"{Field(names)} {{ {Selections([.. Roots, .. Words], depth + 1)} }}",
                _ => Field(names),
            });
        }

        return string.Join(Gap(), many);
    }

    private string Fragment(string[] names, int depth)
    {
        var name = $"{Pick(Words)}_{_fragments.Count}";
        _fragments.Add(string.Empty);
        var place = _fragments.Count - 1;
        _fragments[place] = $"fragment {name} on {Pick(Words)} {{ {Selections(names, depth + 1)} }}";
        return $"...{name}";
    }

    private string Field(string[] names)
    {
        var alias = _random.Next(3) == 0 ? $"{Pick(Words)}{_random.Next(1_000_000)}: " : string.Empty;
        var arguments = _random.Next(3) == 0 ? $"({Pick(Words)}: {Value(0)})" : string.Empty;
        var directive = _random.Next(6) == 0 ? $" @{Pick("skip", "include")}(if: $yes)" : string.Empty;
        return $"{alias}{Pick(names)}{arguments}{directive}{Comment()}";
    }

    private string Value(int depth) => _random.Next(depth > 3 ? 5 : 7) switch
    {
        0 => $"\"{Text().Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal)}\"",
        1 => $"\"\"\"{Text().Replace("\"", string.Empty, StringComparison.Ordinal).Replace("\\", string.Empty, StringComparison.Ordinal)} \\\"\"\" }} {Pick(Words)} {{\"\"\"",
        2 => "$v",
        3 => Pick("null", "true", "-1.5e3", "0", "42"),
        4 => Pick(Words),
        5 => $"[{Value(depth + 1)}, {Value(depth + 1)}]",
        _ => $"{{{Pick(Words)}: {Value(depth + 1)}}}",
    };

    private string Text() => string.Concat(Enumerable.Range(0, _random.Next(4)).Select(_ => Pick("login", "} logout {", "\"", "\\", "ä", "😀", "#", "mutation", "&lt;", "%6cogin")));

    private string Comment() => _random.Next(4) == 0 ? $"# {Pick(Words)} {{ \" }}{Pick("\n", "\r", "\r\n")}" : Gap();

    private string Gap() => Pick(" ", "\n", "\t ", "  ");

    private string Json(string text)
    {
        var json = JsonSerializer.Serialize(text, _random.Next(2) == 0 ? Plain : JsonSerializerOptions.Default);
        return _random.Next(5) == 0 ? json.Replace("o", "\\u006f", StringComparison.Ordinal).Replace("\\\\u006f", "\\\\u006F", StringComparison.Ordinal) : json;
    }

    private string Pick(params string[] choices) => choices[_random.Next(choices.Length)];
}
