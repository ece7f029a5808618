namespace Gateway.Core.Upstreams.StackAuth;

/// <summary>With which rights callers' requests go to the project's API: header <c>x-stack-access-type</c>.</summary>
internal enum StackAuthAccess
{
    /// <summary>Those of the account's user.</summary>
    Client,

    /// <summary>Those of the whole project.</summary>
    Server,
}
