using Gateway.Core.Tokens;

namespace Gateway.Core.Upstreams.StackAuth;

/// <summary>
/// Makes an answer whose token is of another project or user a failed one, so that nobody uses it. A token that does not name them says
/// nothing.
/// </summary>
internal static class StackAuthForeignToken
{
    /// <summary>The answer, failed if its token is of another project.</summary>
    public static StackAuthAnswer Refuse(StackAuthAnswer answer, string projectId) =>
        StackAuthLoginAnswer.AccessToken(answer) is { } token
        && (IsOther(Jwt.ReadText(token, "project_id"), projectId) || IsOther(ProjectOf(Jwt.ReadText(token, "aud")), projectId))
            ? answer with
            {
                Failure = new TokenFailure.Transient(
                    "other_project",
                    $"{answer.Host} answered with a token of another project, which is not used. Check AuthUrl and ProjectId, and whether something on the way mixes answers up."),
            }
            : answer;

    /// <summary>The answer to a session that was asked for by the user's id, failed if it is another user's.</summary>
    public static StackAuthAnswer RefuseUser(StackAuthAnswer answer, string userId) =>
        StackAuthLoginAnswer.AccessToken(answer) is { } token
        && (IsOther(Jwt.ReadText(token, "sub"), userId) || IsOther(StackAuthLoginAnswer.UserId(answer), userId))
            ? answer with
            {
                Failure = answer.Failure ?? new TokenFailure.Transient(
                    "other_user",
                    $"{answer.Host} made a session of another user than UserId names, which is not used. Check AuthUrl, and whether something on the way mixes answers up."),
            }
            : answer;

    // Ids are UUIDs, which a person may have written in capitals.
    private static bool IsOther(string? named, string meant) => !string.IsNullOrEmpty(named) && !named.Equals(meant, StringComparison.OrdinalIgnoreCase);

    // Restricted and anonymous users have an audience of their own, told by what follows the id.
    private static string? ProjectOf(string? audience) => audience?.Split(':')[0];
}
