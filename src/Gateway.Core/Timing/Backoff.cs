using Gateway.Core.Primitives;

namespace Gateway.Core.Timing;

/// <summary>Pauses between tries: 1 s doubling to 5 min, less up to a fifth at random; an upstream's own wish counts if it is longer, up to an hour. Pure.</summary>
internal static class Backoff
{
    /// <summary>The pause after the first failure.</summary>
    public static readonly TimeSpan First = TimeSpan.FromSeconds(1);

    /// <summary>The longest pause that the gateway chooses by itself.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromMinutes(5);

    /// <summary>The longest pause that an upstream can ask for: a mistaken header must not stop an account for days.</summary>
    public static readonly TimeSpan LongestWish = TimeSpan.FromHours(1);

    /// <summary>The pause after <paramref name="failures"/> failures in a row, counted from one.</summary>
    public static TimeSpan Pause(int failures, TimeSpan? retryAfter, Jitter jitter)
    {
        var doubled = First * Math.Pow(2, Math.Clamp(failures - 1, 0, 20));
        var pause = doubled < Longest ? doubled : Longest;
        pause -= jitter.UpTo(pause / 5);
        var wish = retryAfter > LongestWish ? LongestWish : retryAfter ?? TimeSpan.Zero;
        return wish > pause ? wish : pause;
    }
}
