namespace Gateway.Proxying.Bodies;

/// <summary>How reading a request's body ahead ended.</summary>
internal enum BodyReading
{
    /// <summary>All of it was read.</summary>
    Complete,

    /// <summary>It is longer than may be kept; the rest is still to come.</summary>
    TooLong,

    /// <summary>The caller was silent for too long in the middle of it.</summary>
    Stalled,
}
