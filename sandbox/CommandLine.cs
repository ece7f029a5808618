using Sandbox.StackAuth;
using Sandbox.Stx;

namespace Sandbox;

/// <summary>What was asked for on the command line.</summary>
internal sealed record CommandLine(bool Help, SandboxOptions Options)
{
    /// <summary>How to run the Stack Auth server, if it was asked for.</summary>
    public StackAuthOptions? StackAuth { get; private init; }

    /// <summary>Leaves the exchange out.</summary>
    public bool WithoutStx { get; private init; }

    /// <exception cref="FormatException">The arguments make no sense; the message says why.</exception>
    public static CommandLine Parse(IReadOnlyList<string> arguments, StxExchange exchange)
    {
        var options = new SandboxOptions { Url = "http://127.0.0.1:9090", Exchange = exchange };
        var stackAuth = new StackAuthArguments();
        var help = false;
        var withoutStx = false;
        for (var index = 0; index < arguments.Count; index++)
        {
            var (name, inline) = Split(arguments[index]);
            switch (name)
            {
                case "--help" or "-h":
                    help = true;
                    break;
                case "--http2":
                    options = options with { Http2 = true };
                    break;
                case "--log":
                    options = options with { LogToConsole = true };
                    break;
                case "--without-stx":
                    withoutStx = true;
                    break;
                case "--url":
                    options = options with { Url = inline ?? Next(arguments, ref index) };
                    Refuse(LoopbackUrl.Check(options.Url, out _));
                    break;
                case "--user":
                    AddUser(exchange, inline ?? Next(arguments, ref index));
                    break;
                case StackAuthArguments.Prefix:
                    stackAuth.Take(name, "");
                    break;
                case var _ when name.StartsWith(StackAuthArguments.Prefix + "-", StringComparison.Ordinal):
                    stackAuth.Take(name, inline ?? Next(arguments, ref index));
                    break;
                default:
                    Turn(exchange, name, name.StartsWith("--", StringComparison.Ordinal) ? inline ?? Next(arguments, ref index) : "");
                    break;
            }
        }

        return withoutStx && stackAuth.Options is null
            ? throw new FormatException($"--without-stx leaves nothing to run without {StackAuthArguments.Prefix}.")
            : new CommandLine(help, options) { StackAuth = stackAuth.Options, WithoutStx = withoutStx };
    }

    private static (string Name, string? Value) Split(string argument) =>
        argument.IndexOf('=', StringComparison.Ordinal) is var at and > 0 ? (argument[..at], argument[(at + 1)..]) : (argument, null);

    private static string Next(IReadOnlyList<string> arguments, ref int index) =>
        ++index < arguments.Count ? arguments[index] : throw new FormatException($"{arguments[^1]} needs a value.");

    private static void AddUser(StxExchange exchange, string text)
    {
        var colon = text.IndexOf(':', StringComparison.Ordinal);
        if (colon <= 0 || colon == text.Length - 1)
        {
            throw new FormatException("--user is written as email:password.");
        }

        if (exchange.HasUser(text[..colon]))
        {
            throw new FormatException($"There is a user '{text[..colon]}' already.");
        }

        _ = exchange.AddUser(text[..colon], text[(colon + 1)..]);
    }

    private static void Turn(StxExchange exchange, string name, string value)
    {
        if (!KnobTable.OptionNames<StxKnobs>().Contains(name.TrimStart('-'), StringComparer.Ordinal))
        {
            throw new FormatException($"'{name}' is not an option. Try --help.");
        }

        Refuse(KnobTable.TryTurn(exchange.Knobs, [KeyValuePair.Create(name, value)]));
    }

    private static void Refuse(string? problem)
    {
        if (problem is not null)
        {
            throw new FormatException(problem);
        }
    }
}
