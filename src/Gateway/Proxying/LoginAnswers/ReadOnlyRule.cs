using Gateway.Problems;
using Gateway.Settings;

namespace Gateway.Proxying.LoginAnswers;

/// <summary>
/// What a read-only caller may send: GET, HEAD and OPTIONS, and GraphQL requests that surely hold nothing but queries. No other method,
/// no socket, and nothing that cannot be read.
/// </summary>
internal static class ReadOnlyRule
{
    // By these some servers take one method for another.
    private static readonly string[] OtherMethods = ["X-HTTP-Method-Override", "X-HTTP-Method", "X-Method-Override"];

    /// <summary>Why a request is refused; null if it may go on.</summary>
    /// <param name="request">The request.</param>
    /// <param name="caller">The caller; null on a listener without keys.</param>
    /// <param name="look">What was found, on a login path.</param>
    public static Problem? Check(HttpRequest request, CallerDefinition? caller, LoginLook? look)
    {
        if (caller is not { ReadOnly: true })
        {
            return null;
        }

        if (request.Headers.Upgrade.Count > 0 || request.Headers.ContainsKey(":protocol"))
        {
            return Refuse(caller, "It opens no socket: what goes over one cannot be told apart.");
        }

        var isReading = HttpMethods.IsGet(request.Method) || HttpMethods.IsHead(request.Method) || HttpMethods.IsOptions(request.Method);
        if (request.Headers.Keys.Any(name => OtherMethods.Contains(name, HeaderNameComparer.Instance)))
        {
            return Refuse(caller, "It sends no header that stands for another method.");
        }

        if (look is null)
        {
            return isReading ? null : Refuse(caller, $"It sends GET, HEAD, OPTIONS and GraphQL queries, and not {request.Method}.");
        }

        // A preflight holds nothing.
        var isEmpty = HttpMethods.IsOptions(request.Method) && look.Request.Query.Length == 0 && look.Request.Body.IsEmpty && !look.IsLong;
        return isEmpty || (!look.IsLong && look.Dialect.OnlyReads(look.Request)) ? null
            : Refuse(caller, "Of GraphQL it sends queries alone, as plain JSON that the gateway can read to its end.");
    }

    private static Problem Refuse(CallerDefinition caller, string what) => new(
        ProblemCode.CallerNotAllowed, $"The caller '{caller.Name}' is read-only (Gateway:Inbound:Callers:{caller.Name}:ReadOnly). {what}");
}
