namespace Sandbox.StackAuth.Wire;

/// <summary>What browsers are told under <c>/api/</c>.</summary>
internal static class Cors
{
    private const string Methods = "GET, POST, PUT, PATCH, DELETE, OPTIONS";
    private const string MaxAge = "86400";

    // x-stack-allow-restricted-user is missing here as it is on the real server.
    private static readonly string[] Requested =
    [
        "access-type", "project-id", "branch-id", "publishable-client-key", "secret-server-key", "super-secret-admin-key", "admin-access-token",
        "access-token", "refresh-token", "allow-anonymous-user", "override-error-status", "random-nonce", "client-version",
        "disable-artificial-development-delay",
    ];

    private static readonly string[] Exposed = ["actual-status", "known-error"];

    public static void Set(IHeaderDictionary headers, bool hexclave)
    {
        headers.AccessControlAllowOrigin = "*";
        headers.AccessControlAllowMethods = Methods;
        headers.AccessControlMaxAge = MaxAge;
        headers.AccessControlAllowHeaders = "content-type, authorization, ngrok-skip-browser-warning, " + Named(Requested, hexclave);
        headers.AccessControlExposeHeaders = "content-type, " + Named(Exposed, hexclave);
    }

    private static string Named(string[] names, bool hexclave) =>
        string.Join(", ", names.SelectMany<string, string>(name =>
            hexclave ? [StackHeaders.Prefix + name, StackHeaders.HexclavePrefix + name] : [StackHeaders.Prefix + name]));
}
