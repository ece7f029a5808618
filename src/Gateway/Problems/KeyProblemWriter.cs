using Gateway.Core.Sessions;
using Gateway.Core.Upstreams;
using Microsoft.AspNetCore.Http.Features;

namespace Gateway.Problems;

/// <summary>
/// Writes problems as <see cref="ProblemWriter"/> does. That a key or token does not count is told in the words of the client's own protocol, if
/// the request shows that it understands them and nothing else; status and headers of the problem stay.
/// </summary>
/// <param name="dialects">How clients log in.</param>
/// <param name="accounts">The accounts.</param>
internal sealed class KeyProblemWriter(LoginDialects dialects, IAccountDirectory accounts)
{
    /// <param name="context">The request.</param>
    /// <param name="problem">What it is refused for.</param>
    /// <param name="read">The request with its body; null if that was not read.</param>
    /// <param name="needsKey">Whether nobody is served without a key.</param>
    public Task WriteAsync(HttpContext context, Problem problem, CallerRequest? read, bool needsKey)
    {
        // A client that knows its session to be over goes on without tokens. Where that is served, it must not be for another account.
        var mayUnderstand = needsKey || accounts.All.Count == 1;
        return problem is { Code: ProblemCode.CallerKeyRequired, RetryAfter: null } && mayUnderstand && dialects.Deny(read ?? HeadOf(context), problem.Detail) is { } reply
            ? ProblemWriter.WriteAsync(context, problem, reply)
            : ProblemWriter.WriteAsync(context, problem);
    }

    private static CallerRequest HeadOf(HttpContext context)
    {
        var request = context.Request;
        return new CallerRequest(
            request.Method, context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget, request.ContentType, IsEncoded: false, Body: default)
        {
            Header = name => request.Headers.TryGetValue(name, out var values) ? values.ToString() : null,
        };
    }
}
