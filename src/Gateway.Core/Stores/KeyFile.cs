using System.Text;
using Gateway.Core.Secrets;

namespace Gateway.Core.Stores;

/// <summary>The key that a state folder brings itself: base64 of 32 random bytes, made at first start and never overwritten.</summary>
internal static class KeyFile
{
    /// <summary>Reads or makes it; the second value says what is wrong with the one that is there.</summary>
    public static (EncryptionKeys? Keys, string? Problem) ReadOrCreate(string path)
    {
        try
        {
            if (!Path.Exists(path))
            {
                var key = EncryptionKey.Random();
                PrivateFiles.WriteAtomically(path, Encoding.ASCII.GetBytes(key.ToBase64() + '\n'));
                return (new EncryptionKeys([key]), null);
            }
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            return (null, $"The key file {path} cannot be made: {failure.Message}");
        }

        var reading = SecretReader.Read(new SecretReference.InFile("the file store", path));
        return reading.IsRead && EncryptionKey.Parse(reading.Value.Reveal().Trim()) is { } found
            ? (new EncryptionKeys([found]), null)
            : (null, Unfit(path, reading.Problem ?? "It is not the base64 form of 32 bytes."));
    }

    private static string Unfit(string path, string reason) =>
        $"The key file {path} cannot be used: {reason} It is left as it is. Put the right file back from a backup. If it is lost, so are the "
        + "stored sessions: move the key file and the folder accounts away, and every account logs in again.";
}
