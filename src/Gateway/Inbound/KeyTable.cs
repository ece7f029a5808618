using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using Gateway.Placeholders;
using Gateway.Settings;

namespace Gateway.Inbound;

/// <summary>All keys that open one listener. Never changed, only replaced.</summary>
/// <param name="holders">Who has one.</param>
/// <param name="placeholders">What knows the placeholders that stand for keys; null if none do.</param>
internal sealed class KeyTable(ImmutableArray<KeyHolder> holders, PlaceholderTokens? placeholders = null)
{
    /// <summary>True if nobody has a key: everything is refused.</summary>
    public bool IsEmpty => holders.IsEmpty;

    /// <summary>Who has this key, or was given this placeholder, in a place where it may stand for one.</summary>
    public KeyHolder? Find(ReadOnlySpan<char> text, ReadOnlySpan<PlaceholderPurpose> purposes) =>
        Find(text) ?? (placeholders?.Read(text, purposes) is { } ticket ? HolderOf(ticket) : null);

    /// <summary>Who a placeholder was given to, if that caller is still there with the same key.</summary>
    public KeyHolder? HolderOf(PlaceholderTicket ticket)
    {
        foreach (var holder in holders)
        {
            if (holder.Caller is { } caller && caller.Name == ticket.Caller && PlaceholderTokens.IsOf(ticket, caller.Name, holder.Hash))
            {
                return holder;
            }
        }

        return null;
    }

    /// <summary>Whether a text is a key, or looks like what stands for one.</summary>
    public bool IsKeyLike(ReadOnlySpan<char> text) => Find(text) is not null || (placeholders is not null && PlaceholderTokens.HasForm(text));

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
