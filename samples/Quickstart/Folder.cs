namespace Quickstart;

/// <summary>A new folder under the user's temporary one, for the settings file and the gateway's state; disposing removes it.</summary>
internal sealed class Folder : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("gateway-quickstart-").FullName;

    /// <summary>Where the gateway keeps its sessions, encrypted.</summary>
    public string State => System.IO.Path.Combine(Path, "state");

    /// <summary>The gateway's settings.</summary>
    public string Settings => System.IO.Path.Combine(Path, "gateway.json");

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
