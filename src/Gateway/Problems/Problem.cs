using Gateway.Core.Primitives;
using Gateway.Core.Sessions;

namespace Gateway.Problems;

/// <summary>One error made by the gateway, ready to be written.</summary>
/// <param name="Code">Its stable code.</param>
/// <param name="Detail">What happened and what a person can do; no secrets.</param>
/// <param name="Account">The account concerned; null if none was chosen.</param>
/// <param name="RetryAfter">How long to wait before trying again; null if unknown.</param>
public sealed record Problem(string Code, string Detail, string? Account = null, TimeSpan? RetryAfter = null)
{
    /// <summary>An account's own problem, its point in time turned into a wait.</summary>
    public static Problem Of(AccountProblem problem, AccountName account, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(problem);
        return new Problem(problem.Code, problem.Detail, account.Value, problem.RetryAt - now);
    }
}
