namespace Gateway.Core.Secrets;

/// <summary>A secret that stands on every request: its file is read again at most every two seconds. Thread-safe.</summary>
internal sealed class FreshSecret(SecretReference reference, TimeProvider clock)
{
    private static readonly TimeSpan Age = TimeSpan.FromSeconds(2);

    private volatile Kept? _kept;

    public SecretReading Read()
    {
        if (_kept is { } kept && (reference is SecretReference.Inline || clock.GetElapsedTime(kept.At) < Age))
        {
            return kept.Reading;
        }

        var reading = SecretReader.Read(reference);
        _kept = new Kept(reading, clock.GetTimestamp());
        return reading;
    }

    private sealed record Kept(SecretReading Reading, long At);
}
