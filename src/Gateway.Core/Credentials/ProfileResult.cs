namespace Gateway.Core.Credentials;

/// <summary>What reading a profile brought. A closed set.</summary>
public abstract record ProfileResult
{
    /// <summary>The section is there.</summary>
    /// <param name="Profile">Its values.</param>
    /// <param name="Path">The file that was read, with <c>~/</c> expanded.</param>
    /// <param name="Mode">The file's mode; none where the system has no such modes.</param>
    public sealed record Found(StxProfile Profile, string Path, UnixFileMode Mode) : ProfileResult;

    /// <summary>The file cannot be read or does not have the section.</summary>
    /// <param name="Reason">One sentence that names the file; no secrets.</param>
    public sealed record Unreadable(string Reason) : ProfileResult;
}
