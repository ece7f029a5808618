namespace Gateway.Settings;

/// <summary>How the log is written.</summary>
public enum LogFormat
{
    /// <summary>Readable lines.</summary>
    Text,

    /// <summary>One compact JSON object a line.</summary>
    Json,
}
