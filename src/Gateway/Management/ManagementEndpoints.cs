using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Gateway.Core.Primitives;
using Gateway.Core.Sessions;
using Gateway.Problems;
using Gateway.Settings;

namespace Gateway.Management;

/// <summary>What an operator may see and do.</summary>
internal static class ManagementEndpoints
{
    private const string AccountParameter = "account";

    private static readonly string[] Reads = [HttpMethods.Get, HttpMethods.Head];
    private static readonly string[] Actions = [HttpMethods.Post];

    public static IEndpointRouteBuilder MapManagement(this IEndpointRouteBuilder routes)
    {
        routes.MapMethods("/accounts", Reads, ListAsync);
        routes.MapMethods("/accounts/{account}", Reads, context => WithAccountAsync(context, account => WriteAsync(context, account)));
        MapAction(routes, "login", LoginAsync);
        MapAction(routes, "refresh", (context, account) => ActAsync(context, account, account.RefreshAsync));
        MapAction(routes, "unlock", (context, account) => ActAsync(context, account, account.UnlockAsync));
        MapAction(routes, "two-factor", GiveCodeAsync);
        MapAction(routes, "two-factor/resend", (context, account) => ActAsync(context, account, account.ResendCodeAsync));
        MapAction(routes, "logout", (context, account) => ActAsync(context, account, account.LogoutAsync));
        return routes;
    }

    private static void MapAction(IEndpointRouteBuilder routes, string action, Func<HttpContext, IAccountSession, Task> handler) =>
        routes.MapMethods($"/accounts/{{account}}/{action}", Actions, context => WithAccountAsync(context, account => handler(context, account)));

    private static Task ListAsync(HttpContext context)
    {
        IReadOnlyList<AccountStatus> all = [.. Directory(context).All.Select(AccountStatus.Of)];
        return WriteAsync(context, all, ManagementJson.Default.IReadOnlyListAccountStatus);
    }

    private static async Task LoginAsync(HttpContext context, IAccountSession account)
    {
        if (await BodyReader.ReadAsync(context.Request, ManagementJson.Default.LoginBody, new LoginBody(), context.RequestAborted) is not { } body)
        {
            await ProblemWriter.WriteAsync(context, new Problem(
                ProblemCode.MalformedRequest, "The body of a login is empty or the JSON object {\"force\":true}.", account.Definition.Name.Value));
            return;
        }

        await ActAsync(context, account, cancellation => account.LoginAsync(body.Force, cancellation));
    }

    private static async Task GiveCodeAsync(HttpContext context, IAccountSession account)
    {
        var name = account.Definition.Name.Value;
        var body = await BodyReader.ReadAsync(context.Request, ManagementJson.Default.CodeBody, null, context.RequestAborted);
        if (Secret.OrNull(body?.Code?.Trim()) is not { } code)
        {
            await ProblemWriter.WriteAsync(context, new Problem(ProblemCode.MalformedRequest, "The body is the JSON object {\"code\":\"123456\"}.", name));
            return;
        }

        switch (await account.SubmitCodeAsync(code, context.RequestAborted))
        {
            case CodeSubmission.Accepted:
                await WriteAsync(context, account);
                break;
            case CodeSubmission.Wrong(var detail):
                await ProblemWriter.WriteAsync(context, new Problem(ProblemCode.WrongCode, detail, name));
                break;
            case CodeSubmission.NotExpected(var detail):
                await ProblemWriter.WriteAsync(context, new Problem(AccountProblemCode.NoCodeExpected, detail, name));
                break;
            case CodeSubmission.Failed(var problem):
                await ProblemWriter.WriteAsync(context, Problem.Of(problem, account.Definition.Name, Now(context)));
                break;
        }
    }

    private static async Task ActAsync(HttpContext context, IAccountSession account, Func<CancellationToken, Task<AccountProblem?>> action)
    {
        if (await action(context.RequestAborted) is not { } problem)
        {
            await WriteAsync(context, account);
            return;
        }

        await ProblemWriter.WriteAsync(context, Problem.Of(problem, account.Definition.Name, Now(context)));
    }

    private static DateTimeOffset Now(HttpContext context) => context.RequestServices.GetRequiredService<TimeProvider>().GetUtcNow();

    private static Task WithAccountAsync(HttpContext context, Func<IAccountSession, Task> handler)
    {
        var text = context.GetRouteValue(AccountParameter) as string;
        return AccountName.TryParse(text, out var name) && Directory(context).TryGet(name, out var account)
            ? handler(account)
            : ProblemWriter.WriteAsync(context, new Problem(
                ProblemCode.UnknownAccount, "No account of this name is configured; GET /accounts lists those that are.", AccountOrNull(name)));
    }

    private static string? AccountOrNull(AccountName name) => name.Value.Length == 0 || KeyHash.MayBeKey(name.Value) ? null : name.Value;

    private static IAccountDirectory Directory(HttpContext context) => context.RequestServices.GetRequiredService<IAccountDirectory>();

    private static Task WriteAsync(HttpContext context, IAccountSession account) =>
        WriteAsync(context, AccountStatus.Of(account), ManagementJson.Default.AccountStatus);

    private static Task WriteAsync<T>(HttpContext context, T body, JsonTypeInfo<T> type)
    {
        context.Response.ContentType = "application/json";
        context.Response.Headers.CacheControl = "no-store";
        return context.Request.Method == HttpMethods.Head
            ? Task.CompletedTask
            : JsonSerializer.SerializeAsync(context.Response.Body, body, type, context.RequestAborted);
    }
}
