namespace Gateway.Core.Tests.Simulation;

internal enum FaultKind
{
    /// <summary>The process ends in the middle of whatever it does; a new one starts later.</summary>
    Crash,

    /// <summary>The process stands still and goes on later as if nothing had been.</summary>
    Pause,

    /// <summary>The store is not reached.</summary>
    NoStore,

    /// <summary>The upstream is not reached.</summary>
    NoUpstream,

    /// <summary>The store forgets everything.</summary>
    EmptyStore,
}
