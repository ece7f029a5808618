namespace Quickstart;

/// <summary>Many callers that ask the same question again and again, until they are told to stop.</summary>
internal sealed class Crowd(Bot bot, string query)
{
    public const int Size = 20;
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    private int _answers;
    private int _failures;

    public int Answers => Volatile.Read(ref _answers);

    public int Failures => Volatile.Read(ref _failures);

    /// <summary>Asks until <paramref name="stop"/>; questions that are under way then are still answered.</summary>
    public Task AskUntilAsync(CancellationToken stop) => Task.WhenAll(Enumerable.Range(0, Size).Select(_ => OneAsync(stop)));

    private async Task OneAsync(CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            var answer = await bot.AskAsync(query, cancellationToken: CancellationToken.None);
            _ = Interlocked.Increment(ref answer.IsGood ? ref _answers : ref _failures);
            await Task.Delay(Pause, TimeProvider.System, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }
}
