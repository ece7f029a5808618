using System.Text;
using Gateway.Core.GraphQl;

namespace Gateway.Core.Upstreams.Stx;

/// <summary>
/// Which refused GraphQL request may be sent again. Root fields of a mutation run one after the other, so the first of several may
/// have been carried out before a later one was refused; the same holds for a mutation beside other operations of a batch.
/// </summary>
internal static class StxReplays
{
    /// <summary>
    /// True if there is no mutation in it, or a single one of a single field. A document that cannot be read may be sent again only if
    /// it holds no word that could make it a mutation.
    /// </summary>
    public static bool MayBeSentAgain(in RefusedRequest request)
    {
        if (request.IsCoded || request.Body.Span.Contains((byte)0))
        {
            // Compressed, or text in wide characters.
            return false;
        }

        var query = request.Target.IndexOf('?', StringComparison.Ordinal) is var start and >= 0 ? request.Target[start..] : string.Empty;
        if (!GraphQlWords.Mutation.MayBeIn(request.Body.Span) && !GraphQlWords.Mutation.MayBeIn(Encoding.UTF8.GetBytes(query)))
        {
            return true;
        }

        var reading = GraphQlReader.Read(new GraphQlHttpRequest(request.Method, request.ContentType, query, request.Body));
        return reading.IsReadable && (reading.MutationFields == 0 || (reading.MutationFields == 1 && reading.Operations.Length == 1));
    }
}
