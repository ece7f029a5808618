namespace Sandbox.StackAuth.Wire;

/// <summary>The headers of a call, checked: on behalf of which project, with which rights, for which user.</summary>
internal sealed record ApiAuth(AccessType Type, StackAuthProject? Project, AccessToken? Token)
{
    public static ApiAuth None { get; } = new(AccessType.None, null, null);

    public bool IsServer => Type >= AccessType.Server;
}
