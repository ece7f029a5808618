namespace Sandbox.GraphQl;

internal static class BlockText
{
    /// <summary>Removes the common indentation and the blank first and last lines, as the specification's BlockStringValue does.</summary>
    public static string Dedent(string raw)
    {
        var lines = raw.Replace("\r\n", "\n", StringComparison.Ordinal).Split('\n', '\r').ToList();
        var indents = lines.Skip(1).Where(line => !IsBlank(line)).Select(Indent).ToList();
        var common = indents.Count == 0 ? 0 : indents.Min();
        for (var index = 1; index < lines.Count; index++)
        {
            lines[index] = lines[index].Length >= common ? lines[index][common..] : "";
        }

        while (lines.Count > 0 && IsBlank(lines[0]))
        {
            lines.RemoveAt(0);
        }

        while (lines.Count > 0 && IsBlank(lines[^1]))
        {
            lines.RemoveAt(lines.Count - 1);
        }

        return string.Join('\n', lines);
    }

    private static int Indent(string line) => line.Length - line.TrimStart(' ', '\t').Length;

    private static bool IsBlank(string line) => Indent(line) == line.Length;
}
