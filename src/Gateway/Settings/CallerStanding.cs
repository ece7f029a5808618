namespace Gateway.Settings;

/// <summary>
/// What became of a caller since its key was seen: the feature of its requests by which those that stay open learn that they must end.
/// One for each key of a caller.
/// </summary>
public sealed class CallerStanding(CallerDefinition caller)
{
    private volatile CallerDefinition? _current = caller;

    /// <summary>The caller as it is configured now; null once this key is no longer its key.</summary>
    public CallerDefinition? Current
    {
        get => _current;
        internal set => _current = value;
    }
}
