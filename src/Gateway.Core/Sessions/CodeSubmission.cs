namespace Gateway.Core.Sessions;

/// <summary>How giving a code to an account ended. A closed set.</summary>
public abstract record CodeSubmission
{
    /// <summary>The code was right; the account is logged in, or waits for the next code that its upstream wants.</summary>
    public sealed record Accepted : CodeSubmission;

    /// <summary>The upstream refused the code; another one can be given.</summary>
    /// <param name="Detail">What to do.</param>
    public sealed record Wrong(string Detail) : CodeSubmission;

    /// <summary>The account does not wait for a code, or no longer.</summary>
    /// <param name="Detail">Why, and what to do.</param>
    public sealed record NotExpected(string Detail) : CodeSubmission;

    /// <summary>The code could not be given.</summary>
    /// <param name="Problem">The account's problem.</param>
    public sealed record Failed(AccountProblem Problem) : CodeSubmission;
}
