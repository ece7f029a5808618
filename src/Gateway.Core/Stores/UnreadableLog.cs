using System.Collections.Concurrent;
using Gateway.Core.Primitives;
using Microsoft.Extensions.Logging;

namespace Gateway.Core.Stores;

/// <summary>Says once what cannot be read, and again only after it could be read in between.</summary>
internal sealed partial class UnreadableLog(ILogger logger)
{
    private readonly ConcurrentDictionary<(AccountName, RecordKind), string> _told = new();

    /// <summary>Notes what came of reading a record; a null problem means that it was read.</summary>
    public void Note(AccountName account, RecordKind kind, string? problem)
    {
        if (problem is null)
        {
            _ = _told.TryRemove((account, kind), out _);
        }
        else if (_told.TryAdd((account, kind), problem))
        {
            Log.RecordUnreadable(logger, account.Value, kind.Name(), problem);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(1200, LogLevel.Error, "The stored {Kind} of account {Account} cannot be read and counts as absent: {Problem}", EventName = "RecordUnreadable")]
        public static partial void RecordUnreadable(ILogger logger, string account, string kind, string problem);
    }
}
