using System.Buffers;

namespace Gateway.Core.GraphQl;

/// <summary>
/// The tokens of a document (GraphQL specification, section 2.1). After the first failure nothing more comes, so that a parser ends by
/// itself.
/// </summary>
internal sealed class TokenReader
{
    private static readonly SearchValues<char> NameCharacters =
        SearchValues.Create("_0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz");

    private readonly string _text;

    public TokenReader(string text)
    {
        _text = text;
        Next();
    }

    public TokenKind Kind { get; private set; }

    public int Start { get; private set; }

    public int End { get; private set; }

    /// <summary>Where the token before the current one ended.</summary>
    public int Before { get; private set; }

    /// <summary>What is wrong; null as long as nothing is.</summary>
    public string? Problem { get; private set; }

    public ReadOnlySpan<char> Current => _text.AsSpan(Start, End - Start);

    public bool Is(char punctuator) => Kind == TokenKind.Punctuator && _text[Start] == punctuator;

    public bool IsWord(string word) => Kind == TokenKind.Name && Current.Equals(word, StringComparison.Ordinal);

    /// <summary>Goes past a punctuator if it is next.</summary>
    public bool Skip(char punctuator)
    {
        if (!Is(punctuator))
        {
            return false;
        }

        Next();
        return true;
    }

    public void Fail(string problem)
    {
        Problem ??= problem;
        (Kind, Start, End) = (TokenKind.End, _text.Length, _text.Length);
    }

    public string Slice(int start, int end) => _text[start..end];

    public void Next()
    {
        Before = End;
        if (Problem is not null)
        {
            return;
        }

        Start = SkipIgnored(End);
        if (Start == _text.Length)
        {
            (Kind, End) = (TokenKind.End, Start);
            return;
        }

        var first = _text[Start];
        switch (first)
        {
            case '{' or '}' or '(' or ')' or '[' or ']' or ':' or '=' or '!' or '$' or '@' or '|' or '&':
                (Kind, End) = (TokenKind.Punctuator, Start + 1);
                break;
            case '.' when Rest.StartsWith("...", StringComparison.Ordinal):
                (Kind, End) = (TokenKind.Punctuator, Start + 3);
                break;
            case '"' when Rest.StartsWith("\"\"\"", StringComparison.Ordinal):
                Take(TokenKind.BlockText, TextTokens.BlockEnd(_text, Start));
                break;
            case '"':
                Take(TokenKind.Text, TextTokens.End(_text, Start));
                break;
            case '_':
                TakeName();
                break;
            default:
                if (char.IsAsciiLetter(first))
                {
                    TakeName();
                }
                else
                {
                    Take(TokenKind.Number, NumberTokens.End(_text, Start));
                }

                break;
        }
    }

    private ReadOnlySpan<char> Rest => _text.AsSpan(Start);

    private void TakeName()
    {
        var length = Rest.IndexOfAnyExcept(NameCharacters);
        (Kind, End) = (TokenKind.Name, length < 0 ? _text.Length : Start + length);
    }

    private void Take(TokenKind kind, int end)
    {
        if (end < 0)
        {
            Fail("its document holds a string, number or character that GraphQL does not know");
            return;
        }

        (Kind, End) = (kind, end);
    }

    // Blanks, line ends, commas, byte order marks and comments.
    private int SkipIgnored(int index)
    {
        while (index < _text.Length)
        {
            switch (_text[index])
            {
                case ' ' or '\t' or '\r' or '\n' or ',' or '\uFEFF':
                    index++;
                    break;
                case '#':
                    var length = _text.AsSpan(index).IndexOfAny('\r', '\n');
                    index = length < 0 ? _text.Length : index + length;
                    break;
                default:
                    return index;
            }
        }

        return index;
    }
}
