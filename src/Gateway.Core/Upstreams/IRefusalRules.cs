namespace Gateway.Core.Upstreams;

/// <summary>
/// How one kind of upstream says that it refuses the token it was sent, and what may be sent again afterwards. Pure; asked with the
/// request's target in origin form, as the upstream gets it: with the path of its base address.
/// </summary>
public interface IRefusalRules
{
    /// <summary>Judges an answer by status and headers alone.</summary>
    /// <param name="target">Path and query of the request.</param>
    /// <param name="answer">The answer; its body is not read.</param>
    /// <returns><see cref="RefusalSign.Unclear"/> if only the body can tell.</returns>
    RefusalSign Judge(ReadOnlySpan<char> target, HttpResponseMessage answer);

    /// <summary>Judges the body of an answer that was <see cref="RefusalSign.Unclear"/>, from its beginning, as far as it has come.</summary>
    /// <param name="body">The decoded bytes.</param>
    /// <param name="isComplete">True if there are no more.</param>
    /// <returns><see cref="RefusalSign.Unclear"/> only if the body is not complete and can still be either.</returns>
    RefusalSign Judge(ReadOnlySpan<byte> body, bool isComplete);

    /// <summary>True if an answer to this target can be <see cref="RefusalSign.Unclear"/>, so that it must come in a coding that is understood.</summary>
    /// <param name="target">Path and query of the request.</param>
    bool MayBeUnclear(ReadOnlySpan<char> target);

    /// <summary>
    /// False for a request whose refusal does not prove that nothing was carried out. Asked only after a refusal, and only of requests
    /// that could be sent again otherwise.
    /// </summary>
    bool MayBeSentAgain(in RefusedRequest request);
}
