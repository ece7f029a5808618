using System.Text.Json.Nodes;
using Sandbox.StackAuth.Wire;

namespace Sandbox.StackAuth.Routes;

/// <summary>What can be asked without a user: the keys, the probes and the project.</summary>
internal sealed class ProjectRoutes(StackAuthService service)
{
    public static ApiRoute Health { get; } =
        new("GET", "health", StackAuthOperations.Health, AccessType.None, _ => ApiAnswer.Good(new JsonObject { ["status"] = "ok" }));

    public IEnumerable<ApiRoute> All() =>
    [
        new("GET", "", StackAuthOperations.Probe, AccessType.None, Probe),
        new("GET", "projects/current", StackAuthOperations.Project, AccessType.Client, Current),
        new("GET", "projects/{id}/.well-known/jwks.json", StackAuthOperations.KeySet, AccessType.None, KeySet),
    ];

    private static ApiAnswer Probe(ApiRequest request) =>
        request.SchemaError(new Fields(request.Context.Request.Query))
        ?? ApiAnswer.Plain(
            StatusCodes.Status200OK,
            $"""
            A stand-in for the Stack Auth API.

            Authentication: {request.Auth.Type}
            Project: {request.Auth.Project?.Id ?? "none"}
            User: {request.Auth.Token?.UserId ?? "none"}
            """);

    private static ApiAnswer Current(ApiRequest request) => ApiAnswer.Good(new JsonObject
    {
        ["id"] = request.Project.Id,
        ["display_name"] = "Sandbox",
        ["config"] = new JsonObject
        {
            ["sign_up_enabled"] = request.Project.SignUpEnabled,
            ["credential_enabled"] = request.Project.PasswordEnabled,
            ["magic_link_enabled"] = request.Project.OtpEnabled,
            ["passkey_enabled"] = false,
            ["client_team_creation_enabled"] = false,
            ["client_user_deletion_enabled"] = false,
            ["allow_user_api_keys"] = false,
            ["allow_team_api_keys"] = false,
            ["enabled_oauth_providers"] = new JsonArray(),
        },
    });

    private ApiAnswer KeySet(ApiRequest request)
    {
        var query = new Fields(request.Context.Request.Query);
        var includeRestricted = query.Flag("include_restricted") ?? false;
        var includeAnonymous = query.Flag("include_anonymous") ?? false;
        if (request.SchemaError(query) is { } refusal)
        {
            return refusal;
        }

        return service.FindProject(request.Id) is { } project
            ? ApiAnswer.Good(new JsonObject { ["keys"] = Keys(project, includeRestricted, includeAnonymous) }) with { CacheControl = "public, max-age=3600" }
            : ApiAnswer.Plain(StatusCodes.Status404NotFound, "There is no such project.");
    }

    private static JsonArray Keys(StackAuthProject project, bool includeRestricted, bool includeAnonymous) =>
        [.. project.Keys.Published(includeRestricted, includeAnonymous).Select(key => key.ToJson())];
}
