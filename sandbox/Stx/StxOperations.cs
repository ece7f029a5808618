namespace Sandbox.Stx;

/// <summary>Names of operations, as the journal writes them and as knobs and counts take them.</summary>
public static class StxOperations
{
    public const string Login = "login";
    public const string NewToken = "newToken";
    public const string Logout = "logout";
    public const string ConfirmTwoFactor = "confirm2Fa";
    public const string ResendCode = "send2Fa";

    /// <summary>Every other GraphQL operation; one of them is <c>query:userProfile</c>, named by its first root field.</summary>
    public const string Query = "query";

    /// <summary>Everything outside <c>/api/graphql</c>.</summary>
    public const string Rest = "rest";

    /// <summary>Every call.</summary>
    public const string Any = "any";

    /// <summary>A GraphQL call that could not be read, or that the schema does not allow.</summary>
    public const string Invalid = "invalid";

    internal static bool Matches(string pattern, string operation) =>
        pattern == Any
        || pattern == operation
        || (pattern == Query && operation.StartsWith("query:", StringComparison.Ordinal));

    internal static bool IsKnown(string pattern) =>
        pattern is Login or NewToken or Logout or ConfirmTwoFactor or ResendCode or Query or Rest or Any or Invalid
        || (pattern.StartsWith("query:", StringComparison.Ordinal) && pattern.Length > "query:".Length);

    internal static string OfRootField(string field) => field is Login or NewToken or Logout or ConfirmTwoFactor or ResendCode ? field : "query:" + field;
}
