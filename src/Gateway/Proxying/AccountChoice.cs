using Gateway.Core.Sessions;
using Gateway.Problems;

namespace Gateway.Proxying;

/// <summary>The account of a request, or the reason why it gets none.</summary>
internal readonly struct AccountChoice
{
    private AccountChoice(IAccountSession? account, RequestTarget target, Problem? problem) =>
        (Account, Target, Problem) = (account, target, problem);

    public IAccountSession? Account { get; }

    /// <summary>The target, its account prefix marked.</summary>
    public RequestTarget Target { get; }

    public Problem? Problem { get; }

    public static AccountChoice Of(IAccountSession account, RequestTarget target) => new(account, target, null);

    public static AccountChoice None(Problem problem) => new(null, default, problem);
}
