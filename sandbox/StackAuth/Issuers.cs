namespace Sandbox.StackAuth;

/// <summary>The names that tokens carry: who issued them, and for whom.</summary>
internal static class Issuers
{
    public static string Of(string apiUrl, string projectId, TokenAudience audience) => $"{apiUrl}/api/v1/{Folder(audience)}/{projectId}";

    public static string Audience(string projectId, TokenAudience audience) => projectId + audience switch
    {
        TokenAudience.Restricted => ":restricted",
        TokenAudience.Anonymous => ":anon",
        _ => "",
    };

    public static TokenAudience? FindAudience(string projectId, string? text) =>
        Enum.GetValues<TokenAudience>().Where(audience => Audience(projectId, audience) == text).Select(audience => (TokenAudience?)audience).FirstOrDefault();

    private static string Folder(TokenAudience audience) => audience switch
    {
        TokenAudience.Restricted => "projects-restricted-users",
        TokenAudience.Anonymous => "projects-anonymous-users",
        _ => "projects",
    };
}
