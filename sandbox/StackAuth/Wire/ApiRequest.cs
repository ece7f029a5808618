namespace Sandbox.StackAuth.Wire;

/// <summary>A call on its way through the pipeline.</summary>
internal sealed record ApiRequest(HttpContext Context, StackHeaders Headers, ApiBody Body)
{
    public ApiAuth Auth { get; init; } = ApiAuth.None;

    /// <summary>What stands in the place of <c>{id}</c> in the route.</summary>
    public string Id { get; init; } = "";

    public string Method => Context.Request.Method;

    /// <summary>The project that a route with access checks may count on.</summary>
    public StackAuthProject Project => Auth.Project ?? throw new InvalidOperationException("The route demands no project.");

    /// <summary>The refusal for what is wrong with the body or the query, or null.</summary>
    public ApiAnswer? SchemaError(Fields fields, bool allowUnknown = false) => SchemaError(fields.Problems(allowUnknown));

    public ApiAnswer? SchemaError(params IReadOnlyList<string> problems) =>
        problems.Count == 0
            ? null
            : KnownErrors.SchemaError(
                $"The request to {Method} {Context.Request.Path} does not fit its schema:\n{string.Join("\n", problems.Select(problem => $"  - {problem}"))}");
}
