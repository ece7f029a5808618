namespace Gateway.Core.GraphQl;

/// <summary>What an operation does.</summary>
public enum GraphQlOperationKind
{
    /// <summary>It reads.</summary>
    Query,

    /// <summary>It changes something; its root fields run one after the other.</summary>
    Mutation,

    /// <summary>It asks for a stream of events.</summary>
    Subscription,
}
