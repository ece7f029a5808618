using System.Text;

namespace Gateway.Core.Secrets;

/// <summary>A small text file that a person wrote: its text and mode, or a phrase that says why it could not be read.</summary>
/// <param name="Path">The file, with <c>~/</c> expanded.</param>
/// <param name="Text">The text without a byte order mark; null if there is a problem.</param>
/// <param name="Mode">Who may do what; none where the system has no such modes.</param>
/// <param name="Problem">What follows the file's name in a sentence, such as <c>does not exist</c>; null if it was read.</param>
internal sealed record TextFile(string Path, string? Text, UnixFileMode Mode, string? Problem)
{
    private const int MaxBytes = 64 * 1024;

    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    public static TextFile Read(string path)
    {
        var expanded = ExpandHome(path);
        try
        {
            using var stream = new FileStream(expanded, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0);
            var mode = OperatingSystem.IsWindows() ? UnixFileMode.None : File.GetUnixFileMode(stream.SafeFileHandle);
            var buffer = new byte[MaxBytes + 1];
            var length = stream.ReadAtLeast(buffer, buffer.Length, throwOnEndOfStream: false);
            return length > MaxBytes
                ? new TextFile(expanded, null, mode, "is larger than 64 KB")
                : new TextFile(expanded, Strict.GetString(WithoutMark(buffer.AsSpan(0, length))), mode, null);
        }
        catch (DecoderFallbackException)
        {
            return new TextFile(expanded, null, UnixFileMode.None, "is not UTF-8 text");
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            return new TextFile(expanded, null, UnixFileMode.None, Describe(expanded, failure));
        }
    }

    private static string ExpandHome(string path) => path.StartsWith("~/", StringComparison.Ordinal)
        ? System.IO.Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), path[2..])
        : path;

    private static ReadOnlySpan<byte> WithoutMark(ReadOnlySpan<byte> bytes) =>
        bytes.StartsWith(Encoding.UTF8.Preamble) ? bytes[Encoding.UTF8.Preamble.Length..] : bytes;

    private static string Describe(string path, Exception failure) => failure switch
    {
        FileNotFoundException or DirectoryNotFoundException => "does not exist",
        UnauthorizedAccessException => Directory.Exists(path) ? "is a folder" : "may not be read by this user",
        ArgumentException => "is no file name",
        _ => $"cannot be read ({failure.Message})",
    };
}
