namespace Sandbox.StackAuth.Wire;

/// <summary>The checks of headers that every route makes before it does anything, in the real server's order.</summary>
internal sealed class HeaderPipeline(StackAuthService service)
{
    private const string PublicClient = "__stack_public_client__";

    public ApiAnswer? Check(StackHeaders headers, out ApiAuth auth)
    {
        auth = ApiAuth.None;
        var type = headers[StackHeaders.AccessType];
        if (Sanity(headers, type) is { } refusal)
        {
            return refusal;
        }

        if (type is null)
        {
            return null;
        }

        var projectId = headers[StackHeaders.ProjectId]!;
        var read = service.Tokens.Read(headers[StackHeaders.AccessToken]);
        if (CheckToken(read, projectId, headers) is { } tokenRefusal)
        {
            return tokenRefusal;
        }

        if (service.FindProject(projectId) is not { } project)
        {
            return KnownErrors.ProjectNotFound(projectId);
        }

        auth = new ApiAuth(Enum.Parse<AccessType>(type, ignoreCase: true), project, read.Token);
        return CheckKey(headers, auth.Type, project)
            ?? (headers[StackHeaders.BranchId] is { } branch and not "main" ? KnownErrors.BranchDoesNotExist(branch) : null);
    }

    private static ApiAnswer? Sanity(StackHeaders headers, string? type) => type switch
    {
        null => HasKey(headers) ? KnownErrors.ProjectKeyWithoutAccessType : null,
        not ("client" or "server" or "admin") => KnownErrors.InvalidAccessType(type),
        _ => headers[StackHeaders.ProjectId] is null ? KnownErrors.AccessTypeWithoutProjectId(type) : null,
    };

    private static bool HasKey(StackHeaders headers) =>
        (headers[StackHeaders.PublishableClientKey] ?? headers[StackHeaders.SecretServerKey]
            ?? headers[StackHeaders.SuperSecretAdminKey] ?? headers[StackHeaders.AdminAccessToken]) is not null;

    private ApiAnswer? CheckToken(ReadToken read, string projectId, StackHeaders headers)
    {
        var allowsAnonymous = headers[StackHeaders.AllowAnonymousUser] == "true";
        var allowsRestricted = allowsAnonymous || headers[StackHeaders.AllowRestrictedUser] == "true";
        return read switch
        {
            { State: TokenState.None } => null,
            { Token: null } => KnownErrors.UnparsableAccessToken,
            { State: TokenState.Expired } => KnownErrors.AccessTokenExpired(read.Token, read.Token.ExpiresAt),
            { State: TokenState.Revoked } => Refuse(read.Token, projectId),
            _ when read.Token.ProjectId != projectId => KnownErrors.InvalidProjectForAccessToken(projectId, read.Token.ProjectId),
            { Token.Audience: TokenAudience.Anonymous } when !allowsAnonymous => KnownErrors.AnonymousNotAllowed,
            { Token.Audience: TokenAudience.Restricted } when !allowsRestricted => KnownErrors.RestrictedUserNotAllowed(read.Token.RestrictedReason),
            _ => null,
        };
    }

    /// <summary>Refuses a live token in the way that the knob says.</summary>
    public ApiAnswer Refuse(AccessToken? token, string? projectId) => service.Knobs.TokenRefusal switch
    {
        TokenRefusal.Unparsable => KnownErrors.UnparsableAccessToken,
        TokenRefusal.OtherProject => KnownErrors.InvalidProjectForAccessToken(projectId, Guid.Empty.ToString()),
        _ => KnownErrors.AccessTokenExpired(token, service.Now),
    };

    private ApiAnswer? CheckKey(StackHeaders headers, AccessType type, StackAuthProject project)
    {
        if (headers[StackHeaders.AdminAccessToken] is { } adminToken)
        {
            return CheckAdminToken(adminToken);
        }

        return type switch
        {
            AccessType.Client => CheckClientKey(headers[StackHeaders.PublishableClientKey], project),
            AccessType.Server => headers[StackHeaders.SecretServerKey] switch
            {
                null => KnownErrors.ServerAuthenticationRequired,
                var key => key == project.SecretServerKey ? null : KnownErrors.InvalidSecretServerKey(project.Id),
            },
            _ => headers[StackHeaders.SuperSecretAdminKey] switch
            {
                null => KnownErrors.AdminAuthenticationRequired,
                var key => key == project.SuperSecretAdminKey ? null : KnownErrors.InvalidSuperSecretAdminKey(project.Id),
            },
        };
    }

    private ApiAnswer? CheckClientKey(string? key, StackAuthProject project) =>
        key is null or PublicClient
            ? Demands(project) ? KnownErrors.PublishableClientKeyRequired(project.Id) : null
            : key == project.PublishableClientKey ? null : KnownErrors.InvalidPublishableClientKey(project.Id);

    /// <summary>The client of the OAuth route: null is good.</summary>
    public ApiAnswer? CheckClient(string? clientId, string? secret) =>
        service.FindProject(clientId?.Split('#')[0]) is not { } project || secret is null ? KnownErrors.InvalidOAuthClient
        : secret == PublicClient && Demands(project) ? KnownErrors.PublishableClientKeyRequired(project.Id)
        : secret is not PublicClient && secret != project.PublishableClientKey ? KnownErrors.InvalidOAuthClient
        : null;

    private bool Demands(StackAuthProject project) => project.RequirePublishableClientKey || service.Knobs.DemandPublishableKey;

    // The stand-in has no internal project: a genuine token is never one of an administrator.
    private ApiAnswer CheckAdminToken(string token) => service.Tokens.Read(token) switch
    {
        { Token: null } => KnownErrors.UnparsableAdminAccessToken,
        { State: TokenState.Expired, Token: var expired } => KnownErrors.AdminAccessTokenExpired(expired.ExpiresAt),
        _ => KnownErrors.AdminAccessTokenIsNotAdmin,
    };
}
