namespace Gateway.Cli;

/// <summary>What the program's exit codes mean.</summary>
internal static class ExitCode
{
    public const int Ok = 0;

    /// <summary>Wrong usage or configuration.</summary>
    public const int Usage = 1;

    /// <summary>The running gateway cannot be reached.</summary>
    public const int Unreachable = 2;

    public const int NotReady = 3;

    /// <summary>The gateway refused: an unknown account, or an action that could not be done.</summary>
    public const int Refused = 4;
}
