using Gateway.Core.Tokens;

namespace Gateway.Core.Sessions;

/// <summary>What refused tokens change in an account's snapshot. Pure.</summary>
internal static class RefusalReports
{
    /// <summary>A request was sent once more with a newer token.</summary>
    public static AccountSnapshot Note(AccountSnapshot current, long version, ReplayOutcome outcome)
    {
        var refusals = current.Refusals.Judge(version, outcome);
        return current with
        {
            Refusals = refusals,
            Counters = current.Counters with { Replays = current.Counters.Replays + 1 },
            Warnings = refusals.IsVain
                ? current.Warnings.Add(SessionWarning.RefusedWithFreshToken)
                : current.Warnings.Remove(SessionWarning.RefusedWithFreshToken),
        };
    }

    /// <summary>
    /// Work has brought a token. One that a refusal asked for is to be judged by what the upstream says of it, and until then nothing
    /// is taken back; any other begins anew.
    /// </summary>
    public static AccountSnapshot Apply(AccountSnapshot current, AccountSnapshot next, WorkIntent intent, WorkOutcome outcome)
    {
        if (outcome is not WorkOutcome.Usable(var session, _))
        {
            return next;
        }

        if (intent.Kind == WorkKind.Replace)
        {
            return next with
            {
                Refusals = next.Refusals.After(session.Version),
                Warnings = next.Refusals.IsVain ? next.Warnings.Add(SessionWarning.RefusedWithFreshToken) : next.Warnings,
            };
        }

        return session.Version == current.Session?.Version ? next : next with { Refusals = next.Refusals with { IsVain = false } };
    }
}
