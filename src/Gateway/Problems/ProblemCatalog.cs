using System.Collections.Frozen;
using Gateway.Core.Sessions;

namespace Gateway.Problems;

/// <summary>The one table from a code to its status and title.</summary>
internal static class ProblemCatalog
{
    /// <summary>Used for a code that the table lacks: the fault is ours, and the caller may try again.</summary>
    private static readonly ProblemKind Unlisted = new(503, "The gateway cannot serve this request now");

    private static readonly FrozenDictionary<string, ProblemKind> Kinds = new Dictionary<string, ProblemKind>(StringComparer.Ordinal)
    {
        [AccountProblemCode.MissingCredentials] = new(503, "The account has no credentials"),
        [AccountProblemCode.InvalidCredentials] = new(503, "The upstream rejected the account's credentials"),
        [AccountProblemCode.TwoFactorRequired] = new(503, "The account waits for a two-factor code"),
        [AccountProblemCode.LoginBudgetExhausted] = new(503, "The account's login attempts are used up for now"),
        [AccountProblemCode.LoginUnavailable] = new(503, "The account cannot log in now"),
        [AccountProblemCode.StoreUnavailable] = new(503, "The session store is not available"),
        [AccountProblemCode.LoggedOut] = new(503, "The account was logged out"),
        [ProblemCode.UpstreamUnreachable] = new(502, "The request could not be delivered to the upstream"),
        [ProblemCode.UpstreamTimeout] = new(504, "The upstream did not answer in time"),
        [ProblemCode.UnknownAccount] = new(404, "There is no such account"),
        [ProblemCode.AccountRequired] = new(400, "The request must name an account"),
        [ProblemCode.CallerNotAllowed] = new(403, "The request may not use this account"),
        [ProblemCode.RequestNotAllowed] = new(400, "The request is not allowed"),
        [ProblemCode.HostNotAllowed] = new(421, "The request names a host that this listener does not serve"),
        [ProblemCode.OriginNotAllowed] = new(403, "Requests of this origin are not allowed"),
        [ProblemCode.CallerKeyRequired] = new(401, "The request needs the key of a caller"),
        [ProblemCode.ManagementKeyRequired] = new(401, "The request needs the management key"),
        [ProblemCode.CallerLimit] = new(429, "The caller is at its limit"),
        [ProblemCode.NotFound] = new(404, "There is nothing at this path"),
        [ProblemCode.MethodNotAllowed] = new(405, "The path does not take this method"),
        [ProblemCode.MalformedRequest] = new(400, "The request's body cannot be used"),
        [ProblemCode.ShuttingDown] = new(503, "The gateway is shutting down"),
    }.ToFrozenDictionary(StringComparer.Ordinal);

    public static IEnumerable<string> Codes => Kinds.Keys;

    public static ProblemKind Find(string code) => Kinds.GetValueOrDefault(code, Unlisted);
}
