namespace Gateway.Core.Upstreams.StackAuth;

/// <summary>Finds the paths of login operations, however a caller spells them.</summary>
internal static class StackAuthPaths
{
    /// <summary>True for sign-in, second factor, refresh and sign-out, in every version of the API.</summary>
    public static bool IsLogin(ReadOnlySpan<char> path) =>
        LoginPath.Holds(path, "auth", "password", "sign-in")
        || LoginPath.Holds(path, "auth", "mfa", "sign-in")
        || LoginPath.Holds(path, "auth", "oauth", "token")
        || LoginPath.Holds(path, "auth", "sessions", "current");
}
