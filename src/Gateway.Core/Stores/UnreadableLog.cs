using System.Collections.Concurrent;
using Gateway.Core.Primitives;
using Microsoft.Extensions.Logging;

namespace Gateway.Core.Stores;

/// <summary>Says once what cannot be read, and again only after it could be read in between.</summary>
internal sealed partial class UnreadableLog(ILogger logger)
{
    private readonly ConcurrentDictionary<(AccountName, RecordKind), string> _told = new();

    /// <summary>Notes what came of reading an account's records; a null problem means that one was read. One line for what has one cause.</summary>
    public void Note(AccountName account, IReadOnlyCollection<(RecordKind Kind, string? Problem)> readings)
    {
        foreach (var (kind, _) in readings.Where(reading => reading.Problem is null))
        {
            _ = _told.TryRemove((account, kind), out _);
        }

        foreach (var news in readings
            .Where(reading => reading.Problem is { } problem && _told.TryAdd((account, reading.Kind), problem))
            .GroupBy(reading => reading.Problem!, reading => reading.Kind.Name(), StringComparer.Ordinal))
        {
            Log.RecordsUnreadable(logger, account.Value, string.Join(", ", news.Order(StringComparer.Ordinal)), news.Key);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(1200, LogLevel.Error, "Stored records of account {Account} cannot be read ({Kinds}): {Problem}", EventName = "RecordsUnreadable")]
        public static partial void RecordsUnreadable(ILogger logger, string account, string kinds, string problem);
    }
}
