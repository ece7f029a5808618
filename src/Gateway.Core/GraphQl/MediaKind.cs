namespace Gateway.Core.GraphQl;

/// <summary>What a body is by its <c>Content-Type</c>.</summary>
internal enum MediaKind
{
    /// <summary>JSON in UTF-8, or nothing is said.</summary>
    Json,

    /// <summary>A bare GraphQL document in UTF-8.</summary>
    Document,

    /// <summary>Anything else.</summary>
    Other,
}
