using Gateway.Core.Upstreams;
using Gateway.Problems;
using Gateway.Proxying.Bodies;
using Gateway.Settings;
using Microsoft.AspNetCore.Http.Features;

namespace Gateway.Proxying.LoginAnswers;

/// <summary>
/// Looks into requests on login paths. What is read is put back; what is too long to be read is watched while it streams, so that no
/// login operation gets out at the end of a long body.
/// </summary>
internal sealed class LoginReader(LoginDialects dialects, BodyReader bodies, LoginTickets tickets, ProxySettings settings)
{
    private static readonly CallerLogin.None NoLogin = new();

    /// <summary>The dialect of a target's path; null for almost every path.</summary>
    public ILoginDialect? Find(ReadOnlySpan<char> target) => dialects.Find(target);

    /// <summary>The dialect in which login operations are answered at an upstream; null if they are forwarded.</summary>
    public ILoginDialect? At(UpstreamDefinition upstream) => dialects.At(upstream);

    /// <summary>Reads what there is to read, and sees to it that it can be judged. Null if the caller has gone.</summary>
    public async ValueTask<LoginLook?> LookAsync(HttpContext context, ILoginDialect dialect, string target, CancellationToken cancellationToken)
    {
        try
        {
            var look = await ReadAsync(context, dialect, target, cancellationToken);
            _ = await tickets.PrepareAsync(look.Login, cancellationToken);
            return look;
        }
        catch (Exception failure) when (failure is OperationCanceledException or IOException && cancellationToken.IsCancellationRequested)
        {
            return null;
        }
    }

    /// <summary>What a caller is told whose long body held a login operation.</summary>
    public Problem TooLong => new(
        ProblemCode.RequestNotAllowed,
        $"The body is longer than Gateway:Proxy:MaxReplayBytes ({settings.MaxReplayBytes} bytes) and holds the name of a login operation. The gateway reads login operations only up to that length and forwards none; send a shorter body.");

    private async ValueTask<LoginLook> ReadAsync(HttpContext context, ILoginDialect dialect, string target, CancellationToken cancellationToken)
    {
        var headers = context.Request.Headers;
        var isEncoded = headers.ContentEncoding.Count > 0 && headers.ContentEncoding != "identity";
        var request = new CallerRequest(context.Request.Method, target, headers.ContentType.Count == 0 ? null : headers.ContentType.ToString(), isEncoded, default)
        {
            Header = name => headers.TryGetValue(name, out var values) ? values.ToString() : null,
        };
        if (!HasBody(context))
        {
            // Of nothing, nothing is hidden.
            request = request with { IsEncoded = false };
            return new LoginLook(dialect, request, Judge(dialect, request));
        }

        ReadAheadBody body;
        try
        {
            body = await bodies.ReadAsync(context, cancellationToken);
        }
        catch (IOException failure) when (!cancellationToken.IsCancellationRequested)
        {
            // What is wrong with the framing; the server says so in exceptions of several kinds.
            return new LoginLook(dialect, request, NoLogin) { Problem = Unreadable(failure) };
        }

        switch (body.Reading)
        {
            case BodyReading.Complete:
                request = request with { Body = body.Bytes };
                return new LoginLook(dialect, request, Judge(dialect, request));
            case BodyReading.TooLong:
                var watched = new WatchedBody(context.Request.Body, dialect.Watch(), context);
                context.Request.Body = watched;
                return new LoginLook(dialect, request, Judge(dialect, request)) { Long = watched };
            default:
                return new LoginLook(dialect, request, NoLogin) { Problem = Stalled };
        }
    }

    private static CallerLogin Judge(ILoginDialect dialect, CallerRequest request) => dialect.MayBeLogin(request) ? dialect.Read(request) : NoLogin;

    private static bool HasBody(HttpContext context) =>
        context.Features.Get<IHttpRequestBodyDetectionFeature>()?.CanHaveBody ?? context.Request.ContentLength is null or > 0;

    private static Problem Unreadable(IOException failure) =>
        new(ProblemCode.RequestNotAllowed, $"The body cannot be read: {failure.Message}");

    private static readonly Problem Stalled = new(
        ProblemCode.UpstreamTimeout, "The request's body stopped for longer than Gateway:Proxy:ActivityTimeout allows. Nothing of it was sent on.");
}
