using Gateway.Core.Primitives;

namespace Gateway.Core.TwoFactor;

/// <summary>What a source brought. A closed set.</summary>
public abstract record CodeResult
{
    /// <summary>A code.</summary>
    /// <param name="Code">It.</param>
    /// <param name="Step">The time step that it was made for; null if it belongs to none.</param>
    public sealed record Found(Secret Code, long? Step) : CodeResult;

    /// <summary>No code.</summary>
    /// <param name="Message">Why, one sentence without secrets.</param>
    public sealed record Failed(string Message) : CodeResult;
}
