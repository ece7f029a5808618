using Gateway.Core.Secrets;
using Microsoft.Extensions.Logging;

namespace Gateway.Core.Stores;

/// <summary>Makes session stores.</summary>
public static partial class SessionStores
{
    /// <summary>A store that lives as long as the process. It encrypts as well, with a key of its own.</summary>
    public static ISessionStore Memory(TimeProvider clock, ILoggerFactory loggers) =>
        Over(new MemoryBackend(clock), EncryptionKeys.Random(), clock, loggers);

    /// <summary>A store over any backend, which it owns if it is opened.</summary>
    /// <param name="backend">Where the encrypted records rest.</param>
    /// <param name="key">One or several base64 keys of 32 bytes, comma-separated: the first encrypts, all decrypt.</param>
    /// <param name="clock">The clock.</param>
    /// <param name="loggers">Makes its loggers.</param>
    public static StoreOpening Over(IRecordBackend backend, SecretReference key, TimeProvider clock, ILoggerFactory loggers)
    {
        var (keys, problem) = EncryptionKeys.Read(key);
        return keys is null ? new StoreOpening.Refused(problem!) : new StoreOpening.Opened(Over(backend, keys, clock, loggers));
    }

    /// <summary>
    /// Opens the store in a state folder and locks the folder while the process lives. Refused if the folder cannot be made, written or
    /// locked, or if a key is no key.
    /// </summary>
    /// <param name="path">The folder; made with mode 700 if it is not there.</param>
    /// <param name="key">As in <see cref="Over(IRecordBackend, SecretReference, TimeProvider, ILoggerFactory)"/>; null to use the folder's
    /// own key file, which is made with mode 600 at first start.</param>
    /// <param name="clock">The clock.</param>
    /// <param name="loggers">Makes its loggers.</param>
    public static StoreOpening OpenFile(string path, SecretReference? key, TimeProvider clock, ILoggerFactory loggers)
    {
        var (folder, problem) = StateFolder.Open(path);
        if (folder is null)
        {
            return new StoreOpening.Refused(problem!);
        }

        var (keys, keyProblem) = key is null ? KeyFile.ReadOrCreate(folder.KeyPath) : EncryptionKeys.Read(key);
        if (keys is null)
        {
            folder.Dispose();
            return new StoreOpening.Refused(keyProblem!);
        }

        WarnOfLooseModes(key is null ? [path, folder.KeyPath] : [path], loggers.CreateLogger(typeof(SessionStores)));
        return new StoreOpening.Opened(Over(new FileBackend(folder, clock, loggers.CreateLogger<FileBackend>()), keys, clock, loggers));
    }

    private static SessionStore Over(IRecordBackend backend, EncryptionKeys keys, TimeProvider clock, ILoggerFactory loggers) =>
        new(backend, new SessionCipher(keys), clock, loggers.CreateLogger<SessionStore>());

    private static void WarnOfLooseModes(ReadOnlySpan<string> paths, ILogger logger)
    {
        foreach (var path in paths)
        {
            if (PrivateFiles.IsOpenToOthers(path))
            {
                Log.StateOpenToOthers(logger, path);
            }
        }
    }

    private static partial class Log
    {
        [LoggerMessage(1220, LogLevel.Warning, "{Path} may be used by others than its owner; run chmod go= on it", EventName = "StateOpenToOthers")]
        public static partial void StateOpenToOthers(ILogger logger, string path);
    }
}
