namespace Gateway.Problems;

/// <summary>What is said of tokens that the gateway gave out, or seems to have given out.</summary>
internal static class PlaceholderProblems
{
    /// <summary>One that counts for nothing.</summary>
    public static readonly Problem Ended = new(
        ProblemCode.CallerKeyRequired,
        "A token of this request has the form of the gateway's placeholders and is none that counts here: it has ended, stands for something else, was made by another gateway or for another key, or is forged. Log in again.");
}
