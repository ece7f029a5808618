namespace Gateway.Core.GraphQl;

/// <summary>
/// Looks for what <see cref="PartHeaders"/> finds in a body that comes in pieces. However it is cut, the pieces together say what the
/// whole would.
/// </summary>
public sealed class PartHeaderWatch
{
    private byte[] _open = [];

    /// <summary>Whether a part may hide its text in what has come so far, as far as it can be judged.</summary>
    /// <param name="piece">The next piece; may be empty.</param>
    /// <param name="isLast">Whether nothing follows.</param>
    public bool MayHideText(ReadOnlySpan<byte> piece, bool isLast)
    {
        ReadOnlySpan<byte> text = _open.Length == 0 ? piece : [.. _open, .. piece];
        if (PartHeaders.MayHideText(text, isLast, out var judged))
        {
            return true;
        }

        _open = text[judged..].ToArray();
        return false;
    }
}
