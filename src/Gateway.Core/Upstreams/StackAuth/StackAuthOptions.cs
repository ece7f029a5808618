using Gateway.Core.Secrets;

namespace Gateway.Core.Upstreams.StackAuth;

/// <summary>The project of an upstream.</summary>
internal sealed record StackAuthOptions : UpstreamOptions
{
    /// <summary>The code of the warning that callers have the whole project's rights.</summary>
    public const string ServerRights = "callers_have_server_rights";

    public required string ProjectId { get; init; }

    public string? BranchId { get; init; }

    public SecretReference? PublishableClientKey { get; init; }

    /// <summary>Serves the gateway's own calls; callers' requests carry it only with <see cref="StackAuthAccess.Server"/>.</summary>
    public SecretReference? SecretServerKey { get; init; }

    public StackAuthAccess Access { get; init; }

    public override IReadOnlyList<string> Warnings => Access == StackAuthAccess.Server ? [ServerRights] : [];
}
