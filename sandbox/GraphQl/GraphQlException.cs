namespace Sandbox.GraphQl;

/// <summary>An error of the whole operation: it is answered in <c>errors</c> and nothing is executed.</summary>
internal sealed class GraphQlException(string message) : Exception(message);
