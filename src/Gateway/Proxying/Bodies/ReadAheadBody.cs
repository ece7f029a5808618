namespace Gateway.Proxying.Bodies;

/// <summary>
/// What was read of a request's body before it is sent on. It is a feature of the request, lives as long as the request does, and
/// takes nothing from it: the request's body still gives every byte.
/// </summary>
internal sealed class ReadAheadBody(BodyReading reading, BoundedBuffer? buffer) : IDisposable
{
    /// <summary>Nothing was read, because it is known to be too long.</summary>
    public static readonly ReadAheadBody Untouched = new(BodyReading.TooLong, null);

    /// <summary>How the reading ended.</summary>
    public BodyReading Reading { get; } = reading;

    public bool IsComplete => Reading == BodyReading.Complete;

    /// <summary>The bytes that were read: the whole body if it <see cref="IsComplete"/>.</summary>
    public ReadOnlyMemory<byte> Bytes => buffer?.Written ?? default;

    /// <summary>The same bytes for a sender that may still be at them when the exchange has ended.</summary>
    public ReadOnlyMemory<byte> Lend() => buffer?.Lend() ?? default;

    public void Dispose() => buffer?.Dispose();
}
