namespace Gateway.Proxying.Bodies;

/// <summary>How far the copy of a body is.</summary>
internal enum KeptState
{
    /// <summary>The body was not read yet.</summary>
    Untouched,

    /// <summary>It is passing by.</summary>
    Passing,

    /// <summary>All of it was kept.</summary>
    Whole,

    /// <summary>It was not kept, and cannot be read again.</summary>
    Lost,
}
