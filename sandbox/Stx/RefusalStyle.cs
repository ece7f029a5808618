namespace Sandbox.Stx;

/// <summary>How GraphQL calls with a bad token are refused. REST always answers 401.</summary>
public enum RefusalStyle
{
    /// <summary>HTTP 200 with <c>unauthorized</c> in <c>errors</c>.</summary>
    GraphQl200,

    /// <summary>The same body with HTTP 401.</summary>
    Http401,
}
