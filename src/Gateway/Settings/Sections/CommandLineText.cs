using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace Gateway.Settings.Sections;

/// <summary>Splits a command at blanks; double quotes group, and nothing else is special. No shell ever sees it.</summary>
internal static class CommandLineText
{
    public static bool TrySplit(string text, [NotNullWhen(true)] out IReadOnlyList<string>? words)
    {
        var all = new List<string>();
        var word = new StringBuilder();
        var isQuoted = false;
        var isWord = false;
        foreach (var character in text)
        {
            if (character == '"')
            {
                isQuoted = !isQuoted;
                isWord = true;
            }
            else if (char.IsWhiteSpace(character) && !isQuoted)
            {
                Finish();
            }
            else
            {
                word.Append(character);
                isWord = true;
            }
        }

        Finish();
        words = isQuoted ? null : all;
        return words is not null;

        void Finish()
        {
            if (isWord)
            {
                all.Add(word.ToString());
            }

            word.Clear();
            isWord = false;
        }
    }
}
