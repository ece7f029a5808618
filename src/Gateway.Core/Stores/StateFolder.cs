using Gateway.Core.Primitives;

namespace Gateway.Core.Stores;

/// <summary>The layout of a state folder, and the kernel's lock on it while this object lives.</summary>
internal sealed class StateFolder(string path, FileStream held) : IDisposable
{
    private const string LockName = "lock";
    private const string KeyName = "key";
    private const string AccountsName = "accounts";

    public string KeyPath => System.IO.Path.Combine(path, KeyName);

    public string Path => path;

    /// <summary>Makes the folder if need be and locks it; the second value says why it must not be used.</summary>
    public static (StateFolder? Folder, string? Problem) Open(string path)
    {
        FileStream? held = null;
        try
        {
            PrivateFiles.CreateFolder(path);
            held = PrivateFiles.Create(System.IO.Path.Combine(path, LockName), FileMode.OpenOrCreate, FileShare.None);
            var accounts = System.IO.Path.Combine(path, AccountsName);
            PrivateFiles.CreateFolder(accounts);
            RemoveLeftovers(path);
            RemoveLeftovers(accounts);
            ProveWritable(accounts);
            return (new StateFolder(path, held), null);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            held?.Dispose();
            return (null, held is null && IsTaken(failure)
                ? $"The state folder {path} is in use by another gateway process. Stop that one, or give this one its own folder with Gateway:Store:Path."
                : $"The state folder {path} cannot be used: {failure.Message} Set Gateway:Store:Path to a folder that this user may write, "
                    + "or Gateway:Store:Kind=Memory to keep sessions only while the process lives.");
        }
    }

    public string AccountPath(AccountName account) => System.IO.Path.Combine(path, AccountsName, $"{account.Value}.json");

    public void Dispose() => held.Dispose();

    private static void RemoveLeftovers(string folder)
    {
        foreach (var leftover in Directory.EnumerateFiles(folder, "*" + PrivateFiles.TemporarySuffix))
        {
            File.Delete(leftover);
        }
    }

    private static void ProveWritable(string folder)
    {
        var probe = System.IO.Path.Combine(folder, "probe" + PrivateFiles.TemporarySuffix);
        PrivateFiles.Create(probe, FileMode.Create, FileShare.None).Dispose();
        File.Delete(probe);
    }

    // EWOULDBLOCK of Linux and of macOS, and Windows' sharing violation.
    private static bool IsTaken(Exception failure) => failure is IOException { HResult: 11 or 35 or unchecked((int)0x80070020) };
}
