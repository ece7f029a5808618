namespace Sandbox.Shared;

/// <summary>One way to misbehave, with its details. Immutable; <c>with</c> makes variants.</summary>
public sealed record Misbehaviour(MisbehaviourKind Kind)
{
    /// <summary>No misbehaviour.</summary>
    public static Misbehaviour None { get; } = new(MisbehaviourKind.None);

    /// <summary>What <c>Retry-After</c> says on a 429; null sends no such header.</summary>
    public TimeSpan? RetryAfter { get; init; }

    /// <summary>Writes <c>Retry-After</c> as an HTTP date instead of seconds.</summary>
    public bool RetryAfterAsDate { get; init; }

    /// <summary>How long a <see cref="MisbehaviourKind.Delay"/> takes, on the machine's real clock.</summary>
    public TimeSpan Wait { get; init; }

    /// <summary>Holds a <see cref="MisbehaviourKind.Delay"/> until this is released, after <see cref="Wait"/>.</summary>
    public Gate? Gate { get; init; }

    /// <summary>
    /// The operation takes effect before the misbehaviour: with <see cref="MisbehaviourKind.CloseConnection"/> the refresh token is
    /// spent, and its owner never hears of the new one.
    /// </summary>
    public bool AfterEffect { get; init; }

    /// <summary>HTTP 429.</summary>
    public static Misbehaviour TooManyRequests(TimeSpan? retryAfter = null, bool asDate = false) =>
        new(MisbehaviourKind.TooManyRequests) { RetryAfter = retryAfter, RetryAfterAsDate = asDate };

    /// <summary>A proper answer, late by this much real time.</summary>
    public static Misbehaviour Delay(TimeSpan wait) => new(MisbehaviourKind.Delay) { Wait = wait };

    /// <summary>A proper answer, once the gate is released.</summary>
    public static Misbehaviour Hold(Gate gate) => new(MisbehaviourKind.Delay) { Gate = gate };

    /// <summary>A kind is a misbehaviour without details.</summary>
    public static implicit operator Misbehaviour(MisbehaviourKind kind) => FromMisbehaviourKind(kind);

    /// <summary>A kind is a misbehaviour without details.</summary>
    public static Misbehaviour FromMisbehaviourKind(MisbehaviourKind kind) => new(kind);
}
