namespace Gateway.Inbound;

/// <summary>What the keys of a request say.</summary>
internal enum KeyVerdict
{
    /// <summary>There is none.</summary>
    Missing,

    /// <summary>The one that counts is nobody's.</summary>
    Wrong,

    /// <summary>It is somebody's.</summary>
    Valid,

    /// <summary>There is none, but a login operation may carry it as its password: decide after that is read.</summary>
    AfterLoginOperation,
}
