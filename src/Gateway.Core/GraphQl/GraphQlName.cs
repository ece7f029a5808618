namespace Gateway.Core.GraphQl;

/// <summary>Compares names as lenient servers do.</summary>
public static class GraphQlName
{
    /// <summary>
    /// A name without case and underscores. Some servers find the field <c>newToken</c> by <c>new_token</c> or <c>NewToken</c> as well:
    /// Absinthe turns names into its own spelling before it looks them up.
    /// </summary>
    public static string Fold(string name) => name.Replace("_", string.Empty, StringComparison.Ordinal).ToLowerInvariant();
}
