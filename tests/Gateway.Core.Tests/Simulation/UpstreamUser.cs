namespace Gateway.Core.Tests.Simulation;

/// <summary>One service account as the upstream knows it.</summary>
internal sealed class UpstreamUser(int number)
{
    public int Number => number;

    /// <summary>Every second account has an authenticator.</summary>
    public byte[]? AuthenticatorKey { get; } = number % 2 == 0 ? null : [.. Enumerable.Range(number, 20).Select(value => (byte)value)];

    public UpstreamSession? Session { get; set; }

    public (string Reference, TimeSpan Until)? Challenge { get; set; }

    public HashSet<long> StepsUsed { get; } = [];
}
