using Gateway.Core.Primitives;
using Gateway.Core.Stores;
using Microsoft.Extensions.Logging;

namespace Gateway.Core.Sessions;

/// <summary>Gives the store what it has lost, or could not take when it was learnt. Comes before anything else is tried.</summary>
internal sealed partial class GiveBackStep(WorkContext context, IStoreLease lease)
{
    /// <summary>What holds from here on, whether or not the store takes it now.</summary>
    public async Task<AccountRecords> RunAsync(Knowledge known, AccountRecords stored, CancellationToken cancellationToken)
    {
        context.Records = stored;
        var records = stored;
        if (known.LostBy(stored) is { } lost)
        {
            Log.StoreGivenBack(context.Logger, context.Account.Name);
            await context.SaveAsync(lease, lost.Changes, cancellationToken);
            records = lost;
        }

        if (known.Unsaved?.IsMissingFrom(records, known.Session) != true)
        {
            context.Unsaved = null;
            return records;
        }

        await context.SaveAnswerAsync(lease, known.Unsaved);
        return known.Unsaved.Changes.Aggregate(records, static (before, change) => before.With(change));
    }

    private static partial class Log
    {
        [LoggerMessage(1106, LogLevel.Warning, "Account {Account}: the store has lost everything about it and gets back what this gateway knows.", EventName = "StoreGivenBack")]
        public static partial void StoreGivenBack(ILogger logger, AccountName account);
    }
}
