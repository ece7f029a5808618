using System.Diagnostics.CodeAnalysis;
using Gateway.Core.Sessions;
using Gateway.Core.Upstreams;

namespace Gateway.Proxying.LoginAnswers;

/// <summary>What became of one login operation: an outcome that its dialect can tell, or a problem of the account.</summary>
internal readonly record struct LoginCallResult(LoginOutcome? Outcome, AccountProblem? Problem)
{
    /// <summary>True if there is something to tell in the way of the upstream.</summary>
    [MemberNotNullWhen(true, nameof(Outcome))]
    [MemberNotNullWhen(false, nameof(Problem))]
    public bool HasOutcome => Outcome is not null;

    public static implicit operator LoginCallResult(LoginOutcome outcome) => new(outcome, null);

    public static implicit operator LoginCallResult(AccountProblem problem) => new(null, problem);
}
