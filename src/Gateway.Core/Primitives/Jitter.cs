namespace Gateway.Core.Primitives;

/// <summary>Randomness that spreads work out in time; injected, so that tests and simulations can repeat it from a seed.</summary>
public sealed class Jitter
{
    private readonly Lock _lock = new();
    private readonly Random _random;

    /// <summary>An unpredictable source.</summary>
    public Jitter() => _random = new Random();

    /// <summary>A source that repeats itself.</summary>
    public Jitter(int seed) => _random = new Random(seed);

    /// <summary>A number from 0 (inclusive) to 1 (exclusive).</summary>
    public double Next()
    {
        lock (_lock)
        {
            return _random.NextDouble();
        }
    }

    /// <summary>A span from zero to <paramref name="max"/>.</summary>
    public TimeSpan UpTo(TimeSpan max) => max * Next();
}
