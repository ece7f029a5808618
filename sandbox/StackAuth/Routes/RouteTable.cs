using Sandbox.StackAuth.Wire;

namespace Sandbox.StackAuth.Routes;

/// <summary>Every route of the API.</summary>
internal sealed class RouteTable
{
    private static readonly string[] Prefixes = ["/api/v1", "/api/latest"];

    private readonly ApiRoute[] _routes;

    public RouteTable(StackAuthService service, HeaderPipeline headers)
    {
        var issuer = new TokenIssuer(service);
        _routes =
        [
            .. new PasswordRoutes(service, issuer).All(),
            .. new CodeRoutes(service, issuer).All(),
            .. new RefreshRoutes(service, issuer, headers).All(),
            .. new SessionRoutes(service, issuer).All(),
            .. new UserRoutes(service).All(),
            .. new ProjectRoutes(service).All(),
        ];
    }

    /// <summary>The routes of a path, with what stands for <c>{id}</c> in it; none when the path is unknown.</summary>
    public IReadOnlyList<(ApiRoute Route, string Id)> Find(string path)
    {
        if (path == "/health")
        {
            return [(ProjectRoutes.Health, "")];
        }

        var prefix = Array.Find(Prefixes, prefix => path == prefix || path.StartsWith(prefix + "/", StringComparison.Ordinal));
        if (prefix is null)
        {
            return [];
        }

        var segments = path.Length == prefix.Length ? [""] : path[(prefix.Length + 1)..].Split('/');
        var found = new List<(ApiRoute Route, string Id)>();
        foreach (var route in _routes)
        {
            if (route.Fits(segments, out var id))
            {
                found.Add((route, id));
            }
        }

        // A literal segment is nearer than a placeholder: users/me is not the user called me.
        return found.Exists(match => match.Id.Length == 0) ? found.FindAll(match => match.Id.Length == 0) : found;
    }
}
