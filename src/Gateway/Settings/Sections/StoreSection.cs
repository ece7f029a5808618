using Gateway.Core.Secrets;

namespace Gateway.Settings.Sections;

/// <summary><c>Gateway:Store</c>.</summary>
internal static class StoreSection
{
    private const int KeyLength = 32;

    public static StoreSettings Read(SettingsScope scope)
    {
        var kind = scope.Choice("Kind", StoreKind.File, "Redis");
        var path = scope.FilePath("Path") ?? StateFolder.Default(scope.Sources);
        if (path is null && kind == StoreKind.File)
        {
            scope.Problem("Path", "the user has no home folder, so there is no default. Set it to a folder that the gateway may write to, or set Gateway:Store:Kind=Memory.");
        }

        return new StoreSettings(kind, path ?? string.Empty, ReadKey(scope));
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
