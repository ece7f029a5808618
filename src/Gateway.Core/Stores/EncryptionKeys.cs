using System.Collections.Immutable;
using Gateway.Core.Secrets;

namespace Gateway.Core.Stores;

/// <summary>The keys of a store: the first encrypts, all decrypt.</summary>
internal sealed record EncryptionKeys(ImmutableArray<EncryptionKey> All)
{
    public EncryptionKey First => All[0];

    public static EncryptionKeys Random() => new([EncryptionKey.Random()]);

    /// <summary>Reads the setting; the second value says what is wrong with it, and how to make a key.</summary>
    public static (EncryptionKeys? Keys, string? Problem) Read(SecretReference reference)
    {
        var reading = SecretReader.Read(reference);
        if (!reading.IsRead)
        {
            return (null, reading.Problem);
        }

        var keys = ImmutableArray.CreateBuilder<EncryptionKey>();
        foreach (var text in reading.Value.Reveal().Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            if (EncryptionKey.Parse(text) is not { } key)
            {
                return (null, Unfit($"Key {keys.Count + 1} of {reference.Setting}"));
            }

            keys.Add(key);
        }

        return keys.Count == 0 ? (null, Unfit(reference.Setting)) : (new EncryptionKeys(keys.ToImmutable()), null);
    }

    private static string Unfit(string what) =>
        $"{what} is not the base64 form of {EncryptionKey.Length} bytes. A new key is made by: openssl rand -base64 {EncryptionKey.Length}";
}
