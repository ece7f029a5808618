using System.Buffers;
using Gateway.Core.Secrets;

namespace Gateway.Settings.Sections;

/// <summary><c>Gateway:Store</c>.</summary>
internal static class StoreSection
{
    private const int KeyLength = 32;
    private const int LongestPrefix = 64;
    private const string DefaultPrefix = "gateway";

    private static readonly SearchValues<char> PrefixCharacters =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789:._-");

    public static StoreSettings Read(SettingsScope scope, Func<string, string?>? redisProblem)
    {
        var kind = scope.Choice("Kind", StoreKind.File);
        var path = scope.FilePath("Path") ?? StateFolder.Default(scope.Sources);
        if (path is null && kind == StoreKind.File)
        {
            scope.Problem("Path", "the user has no home folder, so there is no default. Set it to a folder that the gateway may write to, or set Gateway:Store:Kind=Memory.");
        }

        var key = ReadKey(scope);
        var redis = scope.Secret("Redis");
        var allowPlaintext = scope.Flag("AllowPlaintext", whenUnset: false);
        if (kind == StoreKind.Redis)
        {
            CheckRedis(scope, redis, redisProblem, hasKey: scope.Has("EncryptionKey") || scope.Has("EncryptionKeyFile"), allowPlaintext);
        }
        else if (redis is not null)
        {
            scope.Warn($"{scope.NameOf("Redis")} is set and not used: Gateway:Store:Kind is {kind}. Set it to Redis to share sessions.");
        }

        return new StoreSettings(kind, path ?? string.Empty, key, redis, ReadPrefix(scope), allowPlaintext);
    }

    private static void CheckRedis(SettingsScope scope, SecretReference? redis, Func<string, string?>? redisProblem, bool hasKey, bool allowPlaintext)
    {
        if (redis is null && !scope.Has("Redis") && !scope.Has("RedisFile"))
        {
            scope.Problem("Redis", "is not set. Write where Redis is, such as redis:6379,password=..., or the path of a file that holds this as RedisFile.");
        }

        if (redis is not null && SecretReader.Read(redis) is var reading && (reading.IsRead ? redisProblem?.Invoke(reading.Value.Reveal()) : reading.Problem) is { } problem)
        {
            scope.StartProblem(redis is SecretReference.InFile ? "RedisFile" : "Redis", problem, "The connection that is there is kept.");
        }

        if (!hasKey && !allowPlaintext)
        {
            scope.Problem(
                "EncryptionKey",
                $"is not set, and Redis without one would hold tokens in clear. Set the same base64 of {KeyLength} bytes on all gateways (openssl rand -base64 {KeyLength} makes one), or set Gateway:Store:AllowPlaintext=true.");
        }
    }

    private static string ReadPrefix(SettingsScope scope)
    {
        var prefix = scope.Text("KeyPrefix") ?? DefaultPrefix;
        if (prefix.Length <= LongestPrefix && !prefix.AsSpan().ContainsAnyExcept(PrefixCharacters))
        {
            return prefix;
        }

        scope.Problem("KeyPrefix", $"{Quoted.Text(prefix)} cannot begin a key. Write at most {LongestPrefix} letters, digits and the characters : . _ -");
        return DefaultPrefix;
    }

    private static SecretReference? ReadKey(SettingsScope scope)
    {
        var reference = scope.Secret("EncryptionKey");
        switch (reference)
        {
            case SecretReference.Inline inline:
                Check(scope, "EncryptionKey", inline.Value.Reveal());
                break;
            case SecretReference.InFile file:
                try
                {
                    Check(scope, "EncryptionKeyFile", File.ReadAllText(file.Path));
                }
                catch (Exception e) when (e is IOException or UnauthorizedAccessException)
                {
                    scope.StartProblem(
                        "EncryptionKeyFile",
                        $"{file.Path} cannot be read: {e.Message} Create the file or make it readable for the user that the gateway runs as.",
                        "A store that is open keeps the key that it has.");
                }

                break;
        }

        return reference;
    }

    private static void Check(SettingsScope scope, string key, string text)
    {
        if (Array.Exists(text.Split(','), part => !IsKey(part.Trim())))
        {
            scope.Problem(key, $"each key must be base64 of {KeyLength} bytes, several separated by commas. Make one with: openssl rand -base64 {KeyLength}.");
        }
    }

    private static bool IsKey(string text)
    {
        Span<byte> bytes = stackalloc byte[KeyLength + 1];
        return Convert.TryFromBase64String(text, bytes, out var written) && written == KeyLength;
    }
}
