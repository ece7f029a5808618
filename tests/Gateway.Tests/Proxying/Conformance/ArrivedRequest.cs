namespace Gateway.Tests.Proxying.Conformance;

/// <summary>A request as the upstream saw it.</summary>
internal sealed record ArrivedRequest(
    string Method, string Target, string Protocol, IReadOnlyDictionary<string, string[]> Headers, long Length, string Hash);
