namespace Gateway.Tests.Proxying.Conformance;

/// <summary>Tests that measure the process, and so run when no other test does.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class AloneCollection
{
    public const string Name = "alone";
}
