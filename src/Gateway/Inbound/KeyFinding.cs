namespace Gateway.Inbound;

/// <summary>The outcome of looking for a key.</summary>
/// <param name="Verdict">What was found.</param>
/// <param name="Holder">Whose key it is, if it is valid.</param>
/// <param name="Place">Where the key that counts was, if there was one.</param>
/// <param name="Unread">Why a login operation, where the key might have been, could not be taken for one: nothing but what its sender wrote.</param>
internal readonly record struct KeyFinding(KeyVerdict Verdict, KeyHolder? Holder = null, string? Place = null, string? Unread = null)
{
    public static KeyFinding Of(KeyHolder? holder, string place) =>
        new(holder is null ? KeyVerdict.Wrong : KeyVerdict.Valid, holder, place);
}
