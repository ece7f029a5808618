namespace Gateway.Tests.Inbound;

/// <summary>A folder for a browser's own files, gone afterwards as far as the browser lets go of it.</summary>
internal sealed class BrowserProfile : IDisposable
{
    public string Folder { get; } = Directory.CreateTempSubdirectory("gateway-browser").FullName;

    public void Dispose()
    {
        try
        {
            Directory.Delete(Folder, recursive: true);
        }
        catch (IOException)
        {
            // The last of the browser's processes may still be writing.
        }
    }
}
