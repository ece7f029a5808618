namespace Sandbox.GraphQl;

internal sealed record Directive(string Name, IReadOnlyDictionary<string, Literal> Arguments);
