using System.Text;

namespace Gateway.Proxying;

/// <summary>
/// Reads the value of a caller's <c>Connection</c> header. The server replaces a value in which it recognises only <c>close</c>, or
/// only <c>keep-alive</c>, by that one word, and the other names in it, whose headers must not be forwarded, would be lost. So such a
/// value is read as one of the same meaning that the server leaves alone: <c>close</c> gets <c>keep-alive</c> for company, which it
/// outranks; <c>keep-alive</c>, which is HTTP/1.1's default anyway, is left out beside other names.
/// </summary>
internal sealed class ConnectionHeaderEncoding : Encoding
{
    public static readonly ConnectionHeaderEncoding Instance = new();

    private const string Close = "close";
    private const string KeepAlive = "keep-alive";

    private ConnectionHeaderEncoding()
    {
    }

    public override int GetCharCount(byte[] bytes, int index, int count) => Read(bytes.AsSpan(index, count)).Length;

    public override int GetChars(byte[] bytes, int byteIndex, int byteCount, char[] chars, int charIndex)
    {
        var text = Read(bytes.AsSpan(byteIndex, byteCount));
        text.CopyTo(chars.AsSpan(charIndex));
        return text.Length;
    }

    // A name is never longer when read alone; "close" grows once.
    public override int GetMaxCharCount(int byteCount) => byteCount + KeepAlive.Length + 1;

    public override int GetByteCount(char[] chars, int index, int count) => Latin1.GetByteCount(chars, index, count);

    public override int GetBytes(char[] chars, int charIndex, int charCount, byte[] bytes, int byteIndex) =>
        Latin1.GetBytes(chars, charIndex, charCount, bytes, byteIndex);

    public override int GetMaxByteCount(int charCount) => Latin1.GetMaxByteCount(charCount);

    internal static string Read(ReadOnlySpan<byte> value)
    {
        var text = Latin1.GetString(value);
        if (text.Equals(KeepAlive, StringComparison.OrdinalIgnoreCase))
        {
            return text;
        }

        var names = text.Split(',', StringSplitOptions.TrimEntries);
        if (names.Any(IsClose))
        {
            return names.Any(IsKeepAlive) ? text : $"{text},{KeepAlive}";
        }

        return names.Any(IsKeepAlive) && !names.Contains("upgrade", StringComparer.OrdinalIgnoreCase)
            ? string.Join(',', names.Where(name => !IsKeepAlive(name)))
            : text;
    }

    private static bool IsClose(string name) => name.Equals(Close, StringComparison.OrdinalIgnoreCase);

    private static bool IsKeepAlive(string name) => name.Equals(KeepAlive, StringComparison.OrdinalIgnoreCase);
}
