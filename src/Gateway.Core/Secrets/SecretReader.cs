using Gateway.Core.Primitives;

namespace Gateway.Core.Secrets;

/// <summary>Reads a secret from where its reference points. Never throws for a file that is missing, unreadable or malformed.</summary>
public static class SecretReader
{
    /// <summary>
    /// Reads the secret afresh. A file is UTF-8 of at most 64 KB; a byte order mark and one trailing newline do not belong to the
    /// secret, a leading <c>~/</c> is the user's home, and an empty file is a missing secret.
    /// </summary>
    public static SecretReading Read(SecretReference reference) => reference switch
    {
        SecretReference.Inline inline => new SecretReading(inline.Value, null, UnixFileMode.None, null),
        SecretReference.InFile file => Read(file),
        _ => throw new ArgumentException("An unknown kind of secret reference.", nameof(reference)),
    };

    private static SecretReading Read(SecretReference.InFile reference)
    {
        var file = TextFile.Read(reference.Path);
        var secret = Secret.OrNull(WithoutNewline(file.Text));
        return secret is not null
            ? new SecretReading(secret, null, file.Mode, file.Path)
            : new SecretReading(null, $"The file {file.Path} of {reference.Setting} {file.Problem ?? "is empty"}.", file.Mode, file.Path);
    }

    private static string? WithoutNewline(string? text)
    {
        if (text is null || !text.EndsWith('\n'))
        {
            return text;
        }

        return text.EndsWith("\r\n", StringComparison.Ordinal) ? text[..^2] : text[..^1];
    }
}
