using Gateway.Core.Secrets;
using Microsoft.Extensions.Logging;

namespace Gateway.Core.Stores;

/// <summary>Makes session stores.</summary>
public static partial class SessionStores
{
    private const string NoKey = "This store has no encryption key. Set Gateway:Store:EncryptionKey or EncryptionKeyFile to the same base64 of "
        + "32 bytes on all gateways (openssl rand -base64 32 makes one). Gateway:Store:AllowPlaintext=true would keep tokens there in clear.";

    /// <summary>How long a lease lasts that nobody renews.</summary>
    public static TimeSpan LeaseLife => StoreLease.Life;

    /// <summary>A store that lives as long as the process. It encrypts as well, with a key of its own.</summary>
    public static ISessionStore Memory(TimeProvider clock, ILoggerFactory loggers) =>
        Over(new MemoryBackend(clock), new SessionCipher(EncryptionKeys.Random()), clock, loggers);

    /// <summary>A store over any backend, which it owns.</summary>
    /// <param name="backend">Makes the place where the encrypted records rest; not called if the store is refused.</param>
    /// <param name="key">One or several base64 keys of 32 bytes, comma-separated: the first encrypts, all decrypt. Null if there is none,
    /// which is refused without <paramref name="allowPlaintext"/>.</param>
    /// <param name="allowPlaintext">Without a key, write in clear; with one, read also what was written in clear.</param>
    /// <param name="clock">The clock.</param>
    /// <param name="loggers">Makes its loggers.</param>
    public static StoreOpening Over(
        Func<IRecordBackend> backend, SecretReference? key, bool allowPlaintext, TimeProvider clock, ILoggerFactory loggers)
    {
        var (keys, problem) = key is not null ? EncryptionKeys.Read(key) : (null, allowPlaintext ? null : NoKey);
        if (problem is not null)
        {
            return new StoreOpening.Refused(problem);
        }

        if (keys is null)
        {
            Log.NotEncrypted(loggers.CreateLogger(typeof(SessionStores)));
        }

        return new StoreOpening.Opened(Over(backend(), new SessionCipher(keys, allowPlaintext), clock, loggers));
    }

    /// <summary>
    /// Opens the store in a state folder and locks the folder while the process lives. Refused if the folder cannot be made, written or
    /// locked, or if a key is no key.
    /// </summary>
    /// <param name="path">The folder; made with mode 700 if it is not there.</param>
    /// <param name="key">As in <see cref="Over(Func{IRecordBackend}, SecretReference, bool, TimeProvider, ILoggerFactory)"/>; null to use the folder's
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
        return new StoreOpening.Opened(Over(new FileBackend(folder, clock, loggers.CreateLogger<FileBackend>()), new SessionCipher(keys), clock, loggers));
    }

    private static SessionStore Over(IRecordBackend backend, SessionCipher cipher, TimeProvider clock, ILoggerFactory loggers) =>
        new(backend, cipher, clock, loggers.CreateLogger<SessionStore>());

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

        [LoggerMessage(1221, LogLevel.Warning, "The store is not encrypted: whoever can read it has the accounts' tokens. Set Gateway:Store:EncryptionKey and take Gateway:Store:AllowPlaintext away", EventName = "StoreNotEncrypted")]
        public static partial void NotEncrypted(ILogger logger);
    }
}
