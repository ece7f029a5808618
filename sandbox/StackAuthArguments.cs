using Sandbox.StackAuth;

namespace Sandbox;

/// <summary>The part of the command line that is about the Stack Auth server: every option starts with <c>--stack-auth</c>.</summary>
internal sealed class StackAuthArguments
{
    public const string Prefix = "--stack-auth";

    private readonly StackAuthService _service = new();
    private StackAuthOptions? _options;

    /// <summary>How to run the server; null when no option asked for it.</summary>
    public StackAuthOptions? Options => _options;

    /// <exception cref="FormatException">The option makes no sense; the message says why.</exception>
    public void Take(string name, string value)
    {
        _options ??= new StackAuthOptions { Url = "http://127.0.0.1:9091", BackendUrl = "http://127.0.0.1:9092", Service = _service };
        switch (name)
        {
            case Prefix:
                break;
            case $"{Prefix}-url":
                _options = _options with { Url = Checked(value) };
                break;
            case $"{Prefix}-backend-url":
                _options = _options with { BackendUrl = Checked(value) };
                break;
            case $"{Prefix}-user":
                AddUser(value);
                break;
            default:
                Turn(name, value);
                break;
        }
    }

    private static string Checked(string url) =>
        LoopbackUrl.Check(url, out _) is { } problem ? throw new FormatException(problem) : url;

    private void AddUser(string text)
    {
        var colon = text.IndexOf(':', StringComparison.Ordinal);
        if (colon <= 0 || colon == text.Length - 1)
        {
            throw new FormatException($"{Prefix}-user is written as email:password.");
        }

        try
        {
            _ = _service.AddUser(text[..colon], text[(colon + 1)..]);
        }
        catch (ArgumentException problem)
        {
            throw new FormatException(problem.Message, problem);
        }
    }

    private void Turn(string name, string value)
    {
        var knob = name[(Prefix.Length + 1)..];
        if (!KnobTable.OptionNames<StackAuthKnobs>().Contains(knob, StringComparer.Ordinal))
        {
            throw new FormatException($"'{name}' is not an option. Try --help.");
        }

        if (KnobTable.TryTurn(_service.Knobs, [KeyValuePair.Create(knob, value)]) is { } problem)
        {
            throw new FormatException(problem);
        }
    }
}
