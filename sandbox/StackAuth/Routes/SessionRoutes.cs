using System.Text.Json.Nodes;
using Sandbox.StackAuth.Wire;

namespace Sandbox.StackAuth.Routes;

/// <summary>Signing out, and the sessions of a user.</summary>
internal sealed class SessionRoutes(StackAuthService service, TokenIssuer issuer)
{
    private const long LongestMillis = 31_708_800_000;
    private const long DefaultMillis = 31_536_000_000;

    public IEnumerable<ApiRoute> All() =>
    [
        new("DELETE", "auth/sessions/current", StackAuthOperations.SignOut, AccessType.Client, SignOut),
        new("GET", "auth/sessions", StackAuthOperations.ListSessions, AccessType.Client, List),
        new("POST", "auth/sessions", StackAuthOperations.CreateSession, AccessType.Server, Create),
        new("DELETE", "auth/sessions/{id}", StackAuthOperations.DeleteSession, AccessType.Client, Delete),
    ];

    private ApiAnswer SignOut(ApiRequest request)
    {
        if (request.Auth.Token is not { } token)
        {
            return KnownErrors.AccessTokenExpired(null, service.Now);
        }

        return service.Sessions.TryEnd(token.SessionId) ? ApiAnswer.Success
            : service.Knobs.SecondSignOut == SecondSignOut.ServerError500 ? ApiAnswer.ServerError
            : KnownErrors.RefreshTokenNotFoundOrExpired;
    }

    private ApiAnswer List(ApiRequest request)
    {
        if (Owner(request, out var user, []) is { } refusal)
        {
            return refusal;
        }

        var items = user is null ? [] : service.Sessions.Of(user)
            .Where(session => !session.IsImpersonation || request.Auth.Type == AccessType.Admin)
            .Select(session => Item(session, request.Auth.Token));
        return ApiAnswer.Good(new JsonObject { ["items"] = new JsonArray([.. items]), ["is_paginated"] = false });
    }

    private ApiAnswer Delete(ApiRequest request)
    {
        string[] problems = Guid.TryParseExact(request.Id, "D", out _) ? [] : ["params.id must be a valid UUID"];
        if (Owner(request, out var user, problems) is { } refusal)
        {
            return refusal;
        }

        if (request.Auth.Token?.SessionId == request.Id)
        {
            return KnownErrors.CannotDeleteCurrentSession;
        }

        return user is not null && service.Sessions.Find(user, request.Id) is not null && service.Sessions.TryEnd(request.Id)
            ? ApiAnswer.Success
            : ApiAnswer.Plain(StatusCodes.Status404NotFound, "There is no such session.");
    }

    private ApiAnswer Create(ApiRequest request)
    {
        var body = new Fields(request.Body);
        var userId = body.UserId("user_id");
        var millis = body.Number("expires_in_millis", LongestMillis) ?? DefaultMillis;
        var isImpersonation = body.Flag("is_impersonation") ?? false;
        if (request.SchemaError(body) is { } refusal)
        {
            return refusal;
        }

        if (userId == "me" && request.Auth.Token is null)
        {
            return KnownErrors.CannotGetOwnUser;
        }

        if (service.FindUserById(request.Project, userId == "me" ? request.Auth.Token!.UserId : userId) is not { } user)
        {
            return KnownErrors.UserIdDoesNotExist(userId!);
        }

        if (millis <= 0)
        {
            return ApiAnswer.ServerError;
        }

        // A server vouches for the user: neither password nor TOTP is asked for.
        var session = service.Sessions.Open(user, TimeSpan.FromMilliseconds(millis), isImpersonation);
        return ApiAnswer.Good(new JsonObject
        {
            ["refresh_token"] = session.RefreshToken,
            ["access_token"] = issuer.AccessToken(request, session),
        });
    }

    /// <summary>Whose sessions <c>user_id</c> means; null for a user whom a server asks for in vain.</summary>
    private ApiAnswer? Owner(ApiRequest request, out StackAuthUser? user, string[] problems)
    {
        user = null;
        var query = new Fields(request.Context.Request.Query);
        var userId = query.UserId("user_id", required: service.Knobs.SessionsNeedUserId) ?? "me";
        if (request.SchemaError([.. problems, .. query.Problems()]) is { } refusal)
        {
            return refusal;
        }

        var own = request.Auth.Token?.UserId;
        if (own is null && (userId == "me" || !request.Auth.IsServer))
        {
            return KnownErrors.CannotGetOwnUser;
        }

        if (!request.Auth.IsServer && userId != "me" && userId != own)
        {
            return ApiAnswer.Plain(StatusCodes.Status403Forbidden, "A client sees the sessions of its own user only.");
        }

        user = service.FindUserById(request.Project, userId == "me" ? own : userId);
        return null;
    }

    private static JsonObject Item(StackAuthSession session, AccessToken? token) => new()
    {
        ["id"] = session.Id,
        ["user_id"] = session.User.Id,
        ["created_at"] = session.CreatedAt.ToUnixTimeMilliseconds(),
        ["last_used_at"] = session.LastUsedAt.ToUnixTimeMilliseconds(),
        ["is_impersonation"] = session.IsImpersonation,
        ["is_current_session"] = session.Id == token?.SessionId,
    };
}
