namespace Sandbox.StackAuth;

/// <summary>Names of operations, as the journal writes them and as knobs and counts take them.</summary>
public static class StackAuthOperations
{
    public const string SignIn = "signIn";
    public const string SignUp = "signUp";
    public const string AnonymousSignUp = "anonymousSignUp";
    public const string MfaSignIn = "mfaSignIn";
    public const string SendCode = "sendCode";
    public const string CodeSignIn = "codeSignIn";
    public const string CheckCode = "checkCode";
    public const string ChangePassword = "changePassword";
    public const string Refresh = "refresh";
    public const string OAuthToken = "oauthToken";
    public const string SignOut = "signOut";
    public const string ListSessions = "listSessions";
    public const string DeleteSession = "deleteSession";
    public const string CreateSession = "createSession";
    public const string Me = "me";
    public const string ChangeMe = "changeMe";
    public const string CreateUser = "createUser";
    public const string User = "user";
    public const string ChangeUser = "changeUser";
    public const string Project = "project";
    public const string KeySet = "keySet";
    public const string Probe = "probe";
    public const string Health = "health";

    /// <summary>Everything that the application's own backend is asked.</summary>
    public const string Backend = "backend";

    /// <summary>A path or a method that the API does not have.</summary>
    public const string Unknown = "unknown";

    /// <summary>Every call.</summary>
    public const string Any = "any";

    internal static IReadOnlyList<string> All { get; } =
    [
        SignIn, SignUp, AnonymousSignUp, MfaSignIn, SendCode, CodeSignIn, CheckCode, ChangePassword, Refresh, OAuthToken, SignOut, ListSessions,
        DeleteSession, CreateSession, Me, ChangeMe, CreateUser, User, ChangeUser, Project, KeySet, Probe, Health, Backend, Unknown, Any,
    ];

    internal static bool Matches(string pattern, string operation) => pattern == Any || pattern == operation;
}
