using Microsoft.Extensions.Logging;

namespace Gateway.Core.Stores;

/// <summary>Whether the last call of a backend worked; a change is logged once, and a further one when the reason is another.</summary>
internal sealed partial class StoreHealth(ILogger logger)
{
    private string? _failure;

    public bool IsUp => Volatile.Read(ref _failure) is null;

    /// <summary>Notes how a call went: null for well, else why not.</summary>
    public void Note(string? failure)
    {
        if (Interlocked.Exchange(ref _failure, failure) == failure)
        {
            return;
        }

        if (failure is null)
        {
            Log.StoreBack(logger);
        }
        else
        {
            Log.StoreDown(logger, failure);
        }
    }

    public async Task<T> WatchAsync<T>(Task<T> call)
    {
        try
        {
            var result = await call;
            Note(null);
            return result;
        }
        catch (StoreUnavailableException failure)
        {
            Note(failure.Message);
            throw;
        }
    }

    private static partial class Log
    {
        [LoggerMessage(1201, LogLevel.Error, "The store is down; sessions go on in memory and it is tried again: {Reason}", EventName = "StoreDown")]
        public static partial void StoreDown(ILogger logger, string reason);

        [LoggerMessage(1202, LogLevel.Information, "The store is back", EventName = "StoreBack")]
        public static partial void StoreBack(ILogger logger);
    }
}
