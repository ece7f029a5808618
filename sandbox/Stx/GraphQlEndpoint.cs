using System.Text.Json;
using System.Text.Json.Nodes;
using Sandbox.GraphQl;

namespace Sandbox.Stx;

/// <summary><c>POST /api/graphql</c>: reads, journals, misbehaves if told to, executes, answers.</summary>
internal sealed class GraphQlEndpoint(StxExchange exchange, MisbehaviourPlayer misbehaviours)
{
    private const string Json = "application/json; charset=utf-8";

    private readonly Resolvers _resolvers = new(exchange);

    public async Task HandleAsync(HttpContext context)
    {
        if (!HttpMethods.IsPost(context.Request.Method))
        {
            context.Response.Headers.Allow = HttpMethods.Post;
            await AnswerAsync(context, StatusCodes.Status405MethodNotAllowed, GraphQlAnswer.Errors("GraphQL is spoken by POST only").Body);
            return;
        }

        var caller = new Caller(context.Bearer(), context.Connection.RemoteIpAddress?.ToString());
        var (requests, isBatch) = await GraphQlBody.ReadAsync(context);
        if (requests is null)
        {
            context.ReportStatusTo([Journal(context, caller, first: null, isInvalid: true)]);
            await AnswerAsync(
                context, StatusCodes.Status400BadRequest, GraphQlAnswer.Errors("No query document supplied: send a JSON object with a query").Body);
            return;
        }

        var calls = requests.Select(request => Prepare(context, caller, request)).ToList();
        context.ReportStatusTo([.. calls.Select(prepared => prepared.Call)]);
        var misbehaviour = calls
            .Select(prepared => exchange.Knobs.TakeMisbehaviour(prepared.Call.Operation))
            .FirstOrDefault(found => found.Kind != MisbehaviourKind.None, Misbehaviour.None);
        if (!misbehaviour.AfterEffect && await misbehaviours.PlayAsync(context, misbehaviour, calls[0].Call))
        {
            return;
        }

        var answers = calls.Select(prepared => Execute(prepared, caller)).ToList();
        if (misbehaviour.AfterEffect && await misbehaviours.PlayAsync(context, misbehaviour, calls[0].Call))
        {
            return;
        }

        var refused = exchange.Knobs.RefusalStyle == RefusalStyle.Http401 && answers.Exists(answer => answer.IsUnauthorized);
        JsonNode body = isBatch ? new JsonArray([.. answers.Select(answer => answer.Body)]) : answers[0].Body;
        await AnswerAsync(context, refused ? StatusCodes.Status401Unauthorized : StatusCodes.Status200OK, body);
    }

    private static Task AnswerAsync(HttpContext context, int status, JsonNode body) =>
        context.AnswerAsync(status, Json, JsonSerializer.SerializeToUtf8Bytes(body));

    private PreparedCall Prepare(HttpContext context, Caller caller, GraphQlRequest request)
    {
        PlannedOperation? operation = null;
        string? error = null;
        try
        {
            operation = OperationPlanner.Plan(StxSchema.Schema, request);
        }
        catch (GraphQlException problem)
        {
            error = problem.Message;
        }

        var call = Journal(context, caller, operation?.Fields.FirstOrDefault(field => field.Name != "__typename"), operation is null);
        return new PreparedCall(operation, error, call);
    }

    private StxCall Journal(HttpContext context, Caller caller, PlannedField? first, bool isInvalid)
    {
        var credentials = first?.Object("credentials");
        var device = (credentials ?? first?.Arguments)?.GetValueOrDefault("deviceInfo") as IReadOnlyDictionary<string, object?>;
        var refreshToken = first?.Name == StxOperations.NewToken ? first.Text("refreshToken") : null;
        var call = new StxCall
        {
            Operation = isInvalid ? StxOperations.Invalid : StxOperations.OfRootField(first?.Name ?? "__typename"),
            Method = context.Request.Method,
            RawTarget = context.RawTarget(),
            AccessToken = caller.AccessToken,
            TokenState = exchange.Sessions.StateOfAccess(caller.AccessToken, out var session),
            Owner = session?.User,
            At = exchange.Clock.GetUtcNow(),
            Headers = context.HeaderTexts(),
            Email = (credentials?.GetValueOrDefault("email") ?? credentials?.GetValueOrDefault("username")) as string,
            DeviceId = device?.GetValueOrDefault("deviceId") as string,
            RefreshToken = refreshToken,
            RefreshTokenState = exchange.Sessions.StateOfRefresh(refreshToken),
        };
        exchange.Record(call);
        return call;
    }

    private GraphQlAnswer Execute(PreparedCall prepared, Caller caller)
    {
        if (prepared.Operation is not { } operation)
        {
            return GraphQlAnswer.Errors(prepared.Error!);
        }

        var data = new JsonObject();
        var errors = new List<string>();
        foreach (var field in operation.Fields)
        {
            try
            {
                var value = field.Name == "__typename" ? operation.RootType : _resolvers.Resolve(field, caller, prepared.Call);
                data[field.ResponseKey] = ResultShaper.Shape(value, field.Type, field.Children);
            }
            catch (FieldRefusedException refusal)
            {
                errors.Add(refusal.Message);
                data[field.ResponseKey] = null;
            }
        }

        if (errors.Count == 0)
        {
            return new GraphQlAnswer(new JsonObject { ["data"] = data }, IsUnauthorized: false);
        }

        var answer = GraphQlAnswer.Errors(errors);
        if (errors.Count < operation.Fields.Count || exchange.Knobs.RefusalsKeepData)
        {
            answer.Body["data"] = data;
        }

        return answer;
    }
}
