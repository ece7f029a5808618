using System.Diagnostics;

namespace Gateway.EndToEnd.Support;

/// <summary>Looks again and again, with a deadline: the processes under test have clocks of their own.</summary>
internal static class Eventually
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);

    /// <summary>Returns when the condition holds; fails with its last text if it does not hold in time.</summary>
    public static async Task HoldsAsync(TimeSpan within, Func<Task<string?>> problem)
    {
        var watch = Stopwatch.StartNew();
        while (await problem() is { } last)
        {
            Assert.True(watch.Elapsed < within, $"Not within {within.TotalSeconds:0.#} s: {last}");
            await Task.Delay(Pause, TimeProvider.System, TestContext.Current.CancellationToken);
        }
    }

    /// <summary>The same for what can be seen without waiting.</summary>
    public static Task HoldsAsync(TimeSpan within, Func<bool> condition, string what) =>
        HoldsAsync(within, () => Task.FromResult(condition() ? null : what));
}
