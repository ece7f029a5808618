using System.Collections.Concurrent;
using Gateway.Core.Secrets;
using Microsoft.Extensions.Logging;

namespace Gateway.Core.Credentials;

/// <summary>Judges the modes of files that hold credentials, and logs a careless one once, not at every read.</summary>
internal sealed partial class LooseModes(ILogger logger)
{
    private const UnixFileMode ReadableByOthers = UnixFileMode.GroupRead | UnixFileMode.OtherRead;

    private readonly ConcurrentDictionary<(string Path, UnixFileMode Mode), byte> _told = new();

    public string? OfProfile(ProfileResult.Found profile)
    {
        if ((profile.Mode & ReadableByOthers) == UnixFileMode.None)
        {
            return null;
        }

        if (_told.TryAdd((profile.Path, profile.Mode), 0))
        {
            Log.ProfileReadableByOthers(logger, profile.Path, Octal(profile.Mode));
        }

        return CredentialWarning.ProfileReadableByOthers;
    }

    public string? OfSecret(SecretReading secret)
    {
        if (secret.Path is null || !secret.Mode.HasFlag(UnixFileMode.OtherWrite))
        {
            return null;
        }

        if (_told.TryAdd((secret.Path, secret.Mode), 0))
        {
            Log.SecretFileWritableByOthers(logger, secret.Path, Octal(secret.Mode));
        }

        return CredentialWarning.SecretFileWritableByOthers;
    }

    private static string Octal(UnixFileMode mode) => Convert.ToString((int)mode, 8).PadLeft(3, '0');

    private static partial class Log
    {
        [LoggerMessage(1300, LogLevel.Warning, "The profile file {Path} has mode {Mode}: others than its owner may read the password; run chmod 600 on it", EventName = "ProfileReadableByOthers")]
        public static partial void ProfileReadableByOthers(ILogger logger, string path, string mode);

        [LoggerMessage(1301, LogLevel.Warning, "The secret file {Path} has mode {Mode}: anybody on this machine may replace the secret; run chmod o-w on it", EventName = "SecretFileWritableByOthers")]
        public static partial void SecretFileWritableByOthers(ILogger logger, string path, string mode);
    }
}
