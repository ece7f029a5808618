using Sandbox.Control;
using Sandbox.StackAuth.Routes;
using Sandbox.StackAuth.Wire;

namespace Sandbox.StackAuth;

/// <summary>Takes each request to the API through the real server's steps.</summary>
internal sealed class StackAuthHandler
{
    private static readonly string[] Methods = ["GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "HEAD"];

    private readonly StackAuthService _service;
    private readonly HeaderPipeline _headers;
    private readonly RouteTable _routes;
    private readonly StackAuthMisbehaviours _misbehaviours;
    private readonly ControlApi _control;

    public StackAuthHandler(StackAuthService service, CancellationToken stopping)
    {
        _service = service;
        _headers = new HeaderPipeline(service);
        _routes = new RouteTable(service, _headers);
        _misbehaviours = new StackAuthMisbehaviours(service, _headers, stopping);
        _control = new ControlApi(new StackAuthControl(service));
    }

    public async Task HandleAsync(HttpContext context)
    {
        context.DateBy(() => _service.Now);
        try
        {
            var path = context.Request.Path.Value ?? "";
            await (path.StartsWith("/sandbox/", StringComparison.Ordinal) ? _control.HandleAsync(context) : AnswerAsync(context, path));
        }
        catch (Exception problem) when (problem is OperationCanceledException or IOException)
        {
            // The client went away, or the sandbox is being stopped.
            context.Cut();
        }
    }

    private async Task AnswerAsync(HttpContext context, string path)
    {
        var hexclave = _service.Knobs.HexclaveHeaders;
        var isApi = path.StartsWith("/api/", StringComparison.Ordinal);
        if (isApi)
        {
            Cors.Set(context.Response.Headers, hexclave);
        }

        if (isApi && HttpMethods.IsOptions(context.Request.Method))
        {
            context.Response.ContentLength = 0;
            return;
        }

        var request = new ApiRequest(
            context, new StackHeaders(context.Request.Headers, hexclave), await ApiBody.ReadAsync(context.Request, context.RequestAborted));
        var routes = _routes.Find(path);
        var (route, id) = routes.FirstOrDefault(match => match.Route.Method == context.Request.Method);
        var call = Journal.Write(_service, request, route?.Operation ?? StackAuthOperations.Unknown);
        context.ReportStatusTo([call]);
        var misbehaviour = _service.Knobs.TakeMisbehaviour(call.Operation);
        if (!misbehaviour.AfterEffect && await _misbehaviours.PlayAsync(context, misbehaviour, call))
        {
            return;
        }

        var answer = Redirect(context) ?? (route is null ? NoRoute(context, routes, hexclave) : Answer(request with { Id = id }, route));
        if (misbehaviour.AfterEffect && await _misbehaviours.PlayAsync(context, misbehaviour, call))
        {
            return;
        }

        call.KnownError = answer.KnownError;
        await AnswerWriter.WriteAsync(context, answer, request.Headers, hexclave);
    }

    // 1. method and route (done)  2. body  3.-5. headers  6. rights, then schema  7. the handler
    private ApiAnswer Answer(ApiRequest request, ApiRoute route)
    {
        if (request.Body.Refusal is { } unreadable)
        {
            return unreadable;
        }

        if (_headers.Check(request.Headers, out var auth) is { } refusal)
        {
            return refusal;
        }

        return route.Access == AccessType.None ? route.Answer(request with { Auth = auth })
            : auth.Type == AccessType.None ? KnownErrors.AccessTypeRequired
            : auth.Type < route.Access ? KnownErrors.InsufficientAccessType(auth.Type)
            : route.Answer(request with { Auth = auth });
    }

    private static ApiAnswer NoRoute(HttpContext context, IReadOnlyList<(ApiRoute Route, string Id)> routes, bool hexclave)
    {
        if (!Methods.Contains(context.Request.Method))
        {
            var status = hexclave ? StatusCodes.Status400BadRequest : StatusCodes.Status405MethodNotAllowed;
            return ApiAnswer.Plain(status, "This method is unknown.") with { IsBare = true };
        }

        return routes.Count == 0
            ? ApiAnswer.Plain(StatusCodes.Status404NotFound, "There is nothing here.")
            : new ApiAnswer(StatusCodes.Status405MethodNotAllowed)
            {
                IsBare = true,
                Headers = hexclave ? [KeyValuePair.Create("allow", string.Join(", ", routes.Select(match => match.Route.Method)))] : [],
            };
    }

    private static ApiAnswer? Redirect(HttpContext context)
    {
        var target = context.RawTarget().Split('?', 2);
        var path = "/" + string.Join('/', target[0].Split('/', StringSplitOptions.RemoveEmptyEntries));
        return path == target[0]
            ? null
            : new ApiAnswer(StatusCodes.Status308PermanentRedirect)
            {
                IsBare = true,
                Headers = [KeyValuePair.Create("location", target.Length > 1 ? $"{path}?{target[1]}" : path)],
            };
    }
}
