using Sandbox.StackAuth.Wire;

namespace Sandbox.StackAuth.Routes;

/// <summary>The signed-in user, and users as a server sees them.</summary>
internal sealed class UserRoutes(StackAuthService service)
{
    public IEnumerable<ApiRoute> All() =>
    [
        new("GET", "users/me", StackAuthOperations.Me, AccessType.Client, Show),
        new("PATCH", "users/me", StackAuthOperations.ChangeMe, AccessType.Client, Change),
        new("POST", "users", StackAuthOperations.CreateUser, AccessType.Server, Create),
        new("GET", "users/{id}", StackAuthOperations.User, AccessType.Server, Show),
        new("PATCH", "users/{id}", StackAuthOperations.ChangeUser, AccessType.Server, Change),
    ];

    private ApiAnswer Show(ApiRequest request) =>
        request.SchemaError(new Fields(request.Context.Request.Query))
        ?? (Find(request, out var missing) is { } user ? ApiAnswer.Good(UserView.Of(user, request.Auth.IsServer)) : missing);

    private ApiAnswer Change(ApiRequest request)
    {
        var changes = new UserChanges(new Fields(request.Body), request.Auth.IsServer);
        if (request.SchemaError([.. changes.Problems, .. new Fields(request.Context.Request.Query).Problems()]) is { } refusal)
        {
            return refusal;
        }

        if (Find(request, out var missing) is not { } user)
        {
            return missing;
        }

        changes.ApplyTo(user);
        if (changes.Password is { } password)
        {
            service.ChangePassword(user, password);
        }

        return ApiAnswer.Good(UserView.Of(user, request.Auth.IsServer));
    }

    private ApiAnswer Create(ApiRequest request)
    {
        var changes = new UserChanges(new Fields(request.Body), forServer: true);
        if (request.SchemaError(changes.Problems) is { } refusal)
        {
            return refusal;
        }

        var user = new StackAuthUser(request.Project, changes.Email, service.Now) { Password = changes.Password };
        changes.ApplyTo(user);
        user.RequiresTotp = false;
        return service.TryAdd(user)
            ? ApiAnswer.Good(UserView.Of(user, forServer: true), StatusCodes.Status201Created)
            : KnownErrors.UserEmailAlreadyExists(changes.Email!, wouldWorkIfVerified: false);
    }

    private StackAuthUser? Find(ApiRequest request, out ApiAnswer missing)
    {
        missing = request.Id.Length > 0 ? KnownErrors.UserNotFound : KnownErrors.CannotGetOwnUser;
        return service.FindUserById(request.Project, request.Id.Length > 0 ? request.Id : request.Auth.Token?.UserId);
    }
}
