namespace Sandbox.GraphQl;

internal abstract record Selection(IReadOnlyList<Directive> Directives)
{
    internal sealed record Field(
        string? Alias,
        string Name,
        IReadOnlyDictionary<string, Literal> Arguments,
        IReadOnlyList<Directive> Directives,
        IReadOnlyList<Selection> Selections) : Selection(Directives)
    {
        public string ResponseKey => Alias ?? Name;
    }

    internal sealed record InlineFragment(string? TypeCondition, IReadOnlyList<Directive> Directives, IReadOnlyList<Selection> Selections)
        : Selection(Directives);

    internal sealed record Spread(string Fragment, IReadOnlyList<Directive> Directives) : Selection(Directives);
}
