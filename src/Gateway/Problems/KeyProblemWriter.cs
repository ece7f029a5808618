using Gateway.Core.Sessions;
using Gateway.Core.Upstreams;
using Microsoft.AspNetCore.Http.Features;

namespace Gateway.Problems;

/// <summary>
/// Writes problems as <see cref="ProblemWriter"/> does. That a key or token does not count is told in the words of the client's own protocol, if
/// the request shows that it understands them and nothing else, and an account is there where they are spoken; status and headers of the
/// problem stay.
/// </summary>
/// <param name="dialects">How clients log in.</param>
/// <param name="accounts">The accounts.</param>
internal sealed class KeyProblemWriter(LoginDialects dialects, IAccountDirectory accounts)
{
    /// <param name="context">The request.</param>
    /// <param name="problem">What it is refused for.</param>
    /// <param name="read">The request with its body; null if that was not read.</param>
    /// <param name="repeat">What becomes of it without its tokens.</param>
    public Task WriteAsync(HttpContext context, Problem problem, CallerRequest? read, TokenlessRepeat repeat)
    {
        // A client that knows its session to be over goes on without tokens. Where that is served, it must not be for another account.
        return problem is { Code: ProblemCode.CallerKeyRequired, RetryAfter: null }
            && repeat.StaysWithItsAccount(accounts.All is [var only] ? only.Definition.Name : null)
            && Deny(read ?? HeadOf(context), problem.Detail) is { } reply
            ? ProblemWriter.WriteAsync(context, problem, reply)
            : ProblemWriter.WriteAsync(context, problem);
    }

    private LoginReply? Deny(CallerRequest request, string detail)
    {
        var ofPath = dialects.Find(request.Target);
        return accounts.All.Select(static account => account.Definition.Upstream).Distinct()
            .Select(upstream => dialects.At(upstream) is { } dialect && (ofPath is null || ofPath == dialect) ? dialect.Deny(request, detail) : null)
            .FirstOrDefault(static reply => reply is not null);
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
