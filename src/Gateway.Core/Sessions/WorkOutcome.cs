using Gateway.Core.Stores;
using Gateway.Core.Tokens;

namespace Gateway.Core.Sessions;

/// <summary>How a piece of work ended. A closed set.</summary>
internal abstract record WorkOutcome
{
    /// <summary>There is a usable session.</summary>
    public sealed record Usable(Session Session, SessionOrigin Origin) : WorkOutcome;

    /// <summary>The upstream waits for a code.</summary>
    public sealed record NeedsCode(TwoFactorChallenge Challenge) : WorkOutcome
    {
        /// <summary>True if a code was right and another one is wanted.</summary>
        public bool IsNext { get; init; }
    }

    /// <summary>The code was wrong; the upstream waits for another one.</summary>
    public sealed record WrongCode(TwoFactorChallenge Challenge, string Message) : WorkOutcome;

    /// <summary>The login that waited is over, and an earlier code, whose answer was lost, may be why.</summary>
    public sealed record CodeUnsettled(TwoFactorChallenge Challenge, string Message) : WorkOutcome;

    /// <summary>Nothing is known about the code, or there is none; the upstream waits on.</summary>
    public sealed record CodeNotGiven(TwoFactorChallenge Challenge, TokenFailure.Transient Failure) : WorkOutcome;

    /// <summary>A code was given that nobody waits for.</summary>
    public sealed record NoCodeExpected(string Detail) : WorkOutcome;

    /// <summary>E-mail or password are missing.</summary>
    public sealed record CredentialsMissing(string Detail) : WorkOutcome;

    /// <summary>The upstream refuses these credentials, now or before.</summary>
    public sealed record Refused(CredentialRejection Rejection) : WorkOutcome;

    /// <summary>The login budget is spent.</summary>
    public sealed record BudgetSpent(DateTimeOffset Until) : WorkOutcome;

    /// <summary>Whether the budget allows a login cannot be read; only a person, or the right key, helps.</summary>
    public sealed record LedgerUnreadable : WorkOutcome;

    /// <summary>Nothing is known; to be tried again.</summary>
    public sealed record Failed(TokenFailure.Transient Failure, WorkStage Stage) : WorkOutcome;

    /// <summary>An operator has logged the account out.</summary>
    public sealed record LoggedOut(LogoutMark Mark) : WorkOutcome;

    /// <summary>A look at the store showed nothing that changes the account.</summary>
    public sealed record Unchanged : WorkOutcome;

    /// <summary>There is no usable session, and none is wanted yet.</summary>
    public sealed record NothingWanted : WorkOutcome;
}
