using System.Text.Json.Serialization;
using Gateway.Core.Sessions;

namespace Gateway.Health;

/// <summary>Whether the required accounts can serve, judged from their snapshots alone.</summary>
internal sealed record Readiness(string Status, IReadOnlyList<AccountHealth> Accounts)
{
    public const string Ready = "ready";
    public const string Degraded = "degraded";
    public const string NotReady = "not_ready";

    [JsonIgnore]
    public bool IsReady => Status != NotReady;

    public static Readiness Judge(IReadOnlyList<IAccountSession> accounts, DateTimeOffset now, bool stopping)
    {
        var status = stopping ? NotReady : Ready;
        var listed = new List<AccountHealth>(accounts.Count);
        foreach (var account in accounts)
        {
            var snapshot = account.Snapshot;
            listed.Add(new AccountHealth(account.Definition.Name.Value, AccountStateName.Of(snapshot.State)));
            if (!account.Definition.Required || status == NotReady)
            {
                continue;
            }

            if (!CanServe(account.Definition, snapshot, now))
            {
                status = NotReady;
            }
            else if (snapshot.StoreDown || snapshot.RefreshFailing)
            {
                status = Degraded;
            }
        }

        return new Readiness(status, listed);
    }

    private static bool CanServe(AccountDefinition definition, AccountSnapshot snapshot, DateTimeOffset now) =>
        snapshot.UsableSession(now) is not null
        || (definition.Login == LoginMoment.OnFirstRequest && snapshot.State == AccountState.Idle);
}
