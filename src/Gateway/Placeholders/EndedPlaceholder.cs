using Gateway.Problems;

namespace Gateway.Placeholders;

/// <summary>
/// A feature of a request whose <c>Authorization</c> holds a placeholder that counts for nothing here. Clients go on sending the last one
/// that they had, also when they log in afresh; a <c>login</c> may go on as if it were not there, anything else is refused.
/// </summary>
internal sealed record EndedPlaceholder
{
    /// <summary>What any other request is told.</summary>
    public static readonly Problem Problem = new(
        ProblemCode.CallerKeyRequired,
        "A token of this request has the form of the gateway's placeholders and is none that counts here: it has ended, stands for something else, was made by another gateway or for another key, or is forged. Log in again.");
}
