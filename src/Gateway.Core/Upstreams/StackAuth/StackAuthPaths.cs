namespace Gateway.Core.Upstreams.StackAuth;

/// <summary>Finds the paths of login operations, however a caller spells them.</summary>
internal static class StackAuthPaths
{
    public const string SignIn = "/auth/password/sign-in";
    public const string SecondFactor = "/auth/mfa/sign-in";
    public const string OAuthToken = "/auth/oauth/token";
    public const string Current = "/auth/sessions/current";
    public const string Refresh = "/auth/sessions/current/refresh";

    /// <summary>Who is signed in.</summary>
    public const string Me = "/users/me";

    /// <summary>True for sign-in, second factor, refresh and sign-out, in every version of the API.</summary>
    public static bool IsLogin(ReadOnlySpan<char> path) =>
        LoginPath.Holds(path, "auth", "password", "sign-in")
        || LoginPath.Holds(path, "auth", "mfa", "sign-in")
        || LoginPath.Holds(path, "auth", "oauth", "token")
        || LoginPath.Holds(path, "auth", "sessions", "current");

    /// <summary>The operation of a method and a path that is spelled as clients spell it; null for any other.</summary>
    public static StackAuthLoginOperation? Find(string method, string path) => method switch
    {
        "POST" when Ends(path, SignIn) => StackAuthLoginOperation.SignIn,
        "POST" when Ends(path, SecondFactor) => StackAuthLoginOperation.SecondFactor,
        "POST" when Ends(path, Refresh) => StackAuthLoginOperation.Refresh,
        "POST" when Ends(path, OAuthToken) => StackAuthLoginOperation.OAuthToken,
        "DELETE" when Ends(path, Current) => StackAuthLoginOperation.SignOut,
        _ => null,
    };

    /// <summary>Whether a path is one of the API, as clients spell it: below <c>/api/latest</c> or <c>/api/v1</c>, whatever stands in front.</summary>
    public static bool IsApi(ReadOnlySpan<char> path)
    {
        const string Root = "/api/";
        for (var at = path.IndexOf(Root, StringComparison.Ordinal); at >= 0;)
        {
            path = path[(at + Root.Length)..];
            var version = path.IndexOf('/') is var end and >= 0 ? path[..end] : default;
            if (version is "latest" || (version is ['v', .. { Length: > 0 } number] && !number.ContainsAnyExceptInRange('0', '9')))
            {
                return true;
            }

            at = path.IndexOf(Root, StringComparison.Ordinal);
        }

        return false;
    }

    private static bool Ends(string path, string route) => path.EndsWith(route, StringComparison.Ordinal);
}
