namespace Sandbox.Shared;

internal sealed class MisbehaviourRule(string operation, Misbehaviour misbehaviour, int? times)
{
    public string Operation => operation;

    public Misbehaviour Misbehaviour => misbehaviour;

    /// <summary>How often it still applies; null means forever.</summary>
    public int? Left { get; set; } = times;
}
