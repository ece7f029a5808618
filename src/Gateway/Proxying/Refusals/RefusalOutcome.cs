namespace Gateway.Proxying.Refusals;

/// <summary>What became of an exchange whose token was refused.</summary>
internal enum RefusalOutcome
{
    /// <summary>Sent again, and answered.</summary>
    Succeeded,

    /// <summary>Sent again, and refused again; the second refusal was passed on.</summary>
    RefusedAgain,

    /// <summary>Sent again, and no answer came.</summary>
    Failed,

    /// <summary>Passed on: the request may not be sent again, or its body was not kept.</summary>
    NotResendable,

    /// <summary>Passed on: there was no newer token.</summary>
    NoNewToken,
}
