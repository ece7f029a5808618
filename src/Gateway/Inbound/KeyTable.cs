using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using Gateway.Settings;

namespace Gateway.Inbound;

/// <summary>All keys that open one listener. Never changed, only replaced.</summary>
internal sealed class KeyTable(ImmutableArray<KeyHolder> holders)
{
    /// <summary>True if nobody has a key: everything is refused.</summary>
    public bool IsEmpty => holders.IsEmpty;

    /// <summary>Who has this key; each character is taken for one byte, as it came over the wire.</summary>
    public KeyHolder? Find(ReadOnlySpan<char> key)
    {
        if (key.Length > KeyHash.MaxKeyLength)
        {
            return null;
        }

        Span<byte> bytes = stackalloc byte[KeyHash.MaxKeyLength];
        return Find(bytes[..Encoding.Latin1.GetBytes(key, bytes)]);
    }

    /// <summary>Who has this key. Looks at every key, so that the time taken tells nothing.</summary>
    public KeyHolder? Find(ReadOnlySpan<byte> key)
    {
        if (key.Length > KeyHash.MaxKeyLength)
        {
            return null;
        }

        Span<byte> hash = stackalloc byte[KeyHash.Length];
        SHA256.HashData(key, hash);
        KeyHolder? found = null;
        foreach (var holder in holders)
        {
            found = holder.Hash.Matches(hash) ? holder : found;
        }

        return found;
    }
}
