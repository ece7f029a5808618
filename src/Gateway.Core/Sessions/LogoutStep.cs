using Gateway.Core.Primitives;
using Gateway.Core.Stores;
using Gateway.Core.Tokens;
using Microsoft.Extensions.Logging;

namespace Gateway.Core.Sessions;

/// <summary>An operator's logout: it is in the store first, then the upstream is told.</summary>
internal sealed partial class LogoutStep(WorkContext context, IStoreLease lease)
{
    /// <summary>Ends the session.</summary>
    public async Task<WorkReport> RunAsync(AccountRecords records, Session? known, CancellationToken cancellationToken)
    {
        var mark = records.Logout ?? new LogoutMark(context.Now);
        var session = Ownership.Newest(known, records.Session);
        RecordChange[] changes = [RecordChange.Set(mark), RecordChange.Remove(RecordKind.Session), RecordChange.Remove(RecordKind.Challenge)];
        await context.SaveAsync(lease, changes, cancellationToken);
        var device = context.Account.DeviceId ?? records.Device?.Id ?? string.Empty;
        if (session is not null && (session.IsUsable(context.Now) || session.CanBeRefreshed(context.Now))
            && await context.Protocol.LogoutAsync(session, device, cancellationToken) is { } failure)
        {
            Log.UpstreamLogoutFailed(context.Logger, context.Account.Name, failure.Message);
        }

        return context.Report(new WorkOutcome.LoggedOut(mark), null);
    }

    /// <summary>What a logout that holds makes of the work; null if an operator's login ends it.</summary>
    public async Task<WorkReport?> StayAsync(
        WorkIntent intent, AccountRecords records, LogoutMark mark, bool isUnsaved, CancellationToken cancellationToken)
    {
        if (intent.Kind is WorkKind.Login or WorkKind.ForcedLogin)
        {
            return await context.SaveAsync(lease, [RecordChange.Remove(RecordKind.Logout)], cancellationToken) == StoreStatus.Ok
                ? null
                : context.ReportStoreFailure(null);
        }

        return isUnsaved
            ? await RunAsync(records, null, cancellationToken)
            : context.Report(new WorkOutcome.LoggedOut(mark), null);
    }

    private static partial class Log
    {
        [LoggerMessage(1105, LogLevel.Warning, "Account {Account}: logged out here, but the upstream did not confirm it: {Reason}", EventName = "UpstreamLogoutFailed")]
        public static partial void UpstreamLogoutFailed(ILogger logger, AccountName account, string reason);
    }
}
