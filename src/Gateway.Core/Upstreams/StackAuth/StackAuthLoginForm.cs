namespace Gateway.Core.Upstreams.StackAuth;

/// <summary>In which form an answer to a login operation is wanted.</summary>
/// <param name="Operation">What was asked for.</param>
/// <param name="HidesStatus">Whether refusals come with status 200, as the client wants it.</param>
internal sealed record StackAuthLoginForm(StackAuthLoginOperation Operation, bool HidesStatus)
{
    /// <summary>What the request itself is refused for; null if nothing is wrong with it.</summary>
    public StackAuthKnownError? Refusal { get; init; }
}
