namespace Gateway.Core.Upstreams.Stx;

/// <summary>
/// Which refused GraphQL request may be sent again. Root fields of a mutation run one after the other, so the first of several may
/// have been carried out before a later one was refused; the same holds for the operations of a batch.
/// </summary>
internal static class StxReplays
{
    /// <summary>True if there is no mutation in it, or only a single field of one. What cannot be read counts as a mutation if it may hold one.</summary>
    public static bool MayBeSentAgain(in RefusedRequest request) =>
        request.Body.Span.IndexOf("mutation"u8) < 0 && request.Body.Span.IndexOf("\\u"u8) < 0;
}
