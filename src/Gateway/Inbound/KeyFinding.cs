namespace Gateway.Inbound;

/// <summary>The outcome of looking for a key.</summary>
/// <param name="Verdict">What was found.</param>
/// <param name="Holder">Whose key it is, if it is valid.</param>
/// <param name="Place">Where the key that counts was, if there was one.</param>
/// <param name="Unread">Why a login operation, where the key might have been, could not be taken for one: nothing but what its sender wrote.</param>
/// <param name="ByPlaceholder">Whether it is a placeholder in a header of a request that may log in, and so perhaps a leftover.</param>
internal readonly record struct KeyFinding(KeyVerdict Verdict, KeyHolder? Holder = null, string? Place = null, string? Unread = null, bool ByPlaceholder = false)
{
    public static KeyFinding Of(KeyHolder? holder, string place) =>
        new(holder is null ? KeyVerdict.Wrong : KeyVerdict.Valid, holder, place);
}
