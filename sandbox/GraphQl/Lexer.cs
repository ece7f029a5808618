using System.Globalization;
using System.Text;

namespace Sandbox.GraphQl;

internal sealed class Lexer(string source)
{
    private int _position;
    private int _line = 1;
    private int _lineStart;

    public static IReadOnlyList<Token> Read(string source)
    {
        var lexer = new Lexer(source);
        var tokens = new List<Token>();
        Token token;
        do
        {
            token = lexer.Next();
            tokens.Add(token);
        }
        while (token.Kind != TokenKind.End);

        return tokens;
    }

    private char Current => Peek(0);

    private char Peek(int ahead) => _position + ahead < source.Length ? source[_position + ahead] : '\0';

    private Token Next()
    {
        SkipIgnored();
        var column = _position - _lineStart + 1;
        if (_position >= source.Length)
        {
            return new Token(TokenKind.End, "", _line, column);
        }

        var first = Current;
        var line = _line;
        if (first == '.' && Peek(1) == '.' && Peek(2) == '.')
        {
            _position += 3;
            return new Token(TokenKind.Punctuator, "...", line, column);
        }

        if ("!$&()[]{}:=@|".Contains(first))
        {
            _position++;
            return new Token(TokenKind.Punctuator, first.ToString(), line, column);
        }

        if (char.IsAsciiLetter(first) || first == '_')
        {
            var start = _position;
            while (char.IsAsciiLetterOrDigit(Current) || Current == '_')
            {
                _position++;
            }

            return new Token(TokenKind.Name, source[start.._position], line, column);
        }

        if (char.IsAsciiDigit(first) || first == '-')
        {
            return ReadNumber(column);
        }

        if (first == '"')
        {
            var text = Peek(1) == '"' && Peek(2) == '"' ? ReadBlockText() : ReadText();
            return new Token(TokenKind.Text, text, line, column);
        }

        throw Error($"Unexpected character '{first}'", column);
    }

    private void SkipIgnored()
    {
        while (_position < source.Length)
        {
            var current = Current;
            if (current == '\n' || (current == '\r' && Peek(1) != '\n'))
            {
                _position++;
                _line++;
                _lineStart = _position;
            }
            else if (current is ' ' or '\t' or ',' or '\r' or '\uFEFF')
            {
                _position++;
            }
            else if (current == '#')
            {
                while (_position < source.Length && Current is not ('\n' or '\r'))
                {
                    _position++;
                }
            }
            else
            {
                return;
            }
        }
    }

    private Token ReadNumber(int column)
    {
        var start = _position;
        var kind = TokenKind.Int;
        if (Current == '-')
        {
            _position++;
        }

        if (Current == '0' && char.IsAsciiDigit(Peek(1)))
        {
            throw Error("Invalid number, unexpected digit after 0", column);
        }

        ReadDigits(column);
        if (Current == '.')
        {
            kind = TokenKind.Float;
            _position++;
            ReadDigits(column);
        }

        if (Current is 'e' or 'E')
        {
            kind = TokenKind.Float;
            _position++;
            if (Current is '+' or '-')
            {
                _position++;
            }

            ReadDigits(column);
        }

        return char.IsAsciiLetter(Current) || Current is '_' or '.'
            ? throw Error($"Invalid number, unexpected '{Current}'", column)
            : new Token(kind, source[start.._position], _line, column);
    }

    private void ReadDigits(int column)
    {
        if (!char.IsAsciiDigit(Current))
        {
            throw Error("Invalid number, expected a digit", column);
        }

        while (char.IsAsciiDigit(Current))
        {
            _position++;
        }
    }

    private string ReadText()
    {
        var column = _position - _lineStart + 1;
        var text = new StringBuilder();
        _position++;
        while (true)
        {
            if (_position >= source.Length || Current is '\n' or '\r')
            {
                throw Error("Unterminated string", column);
            }

            var current = source[_position++];
            switch (current)
            {
                case '"':
                    return text.ToString();
                case '\\':
                    _ = text.Append(ReadEscape(column));
                    break;
                default:
                    _ = text.Append(current);
                    break;
            }
        }
    }

    private string ReadEscape(int column)
    {
        var escape = Current;
        _position++;
        return escape switch
        {
            '"' or '\\' or '/' => escape.ToString(),
            'b' => "\b",
            'f' => "\f",
            'n' => "\n",
            'r' => "\r",
            't' => "\t",
            'u' => ReadUnicode(column),
            _ => throw Error($"Invalid character escape sequence: \"\\{escape}\"", column),
        };
    }

    private string ReadUnicode(int column)
    {
        var braced = Current == '{';
        var start = braced ? _position + 1 : _position;
        var end = braced ? source.IndexOf('}', start) : start + 4;
        if (end < start || end > source.Length
            || !uint.TryParse(source.AsSpan(start, end - start), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var code))
        {
            throw Error("Invalid Unicode escape sequence", column);
        }

        _position = braced ? end + 1 : end;
        if (!braced)
        {
            return ((char)code).ToString();
        }

        return Rune.TryCreate(code, out var rune) ? rune.ToString() : throw Error("Invalid Unicode escape sequence", column);
    }

    private string ReadBlockText()
    {
        var column = _position - _lineStart + 1;
        var text = new StringBuilder();
        _position += 3;
        while (!(Current == '"' && Peek(1) == '"' && Peek(2) == '"'))
        {
            if (_position >= source.Length)
            {
                throw Error("Unterminated string", column);
            }

            if (Current == '\\' && Peek(1) == '"' && Peek(2) == '"' && Peek(3) == '"')
            {
                _ = text.Append("\"\"\"");
                _position += 4;
                continue;
            }

            if (Current == '\n')
            {
                _line++;
                _lineStart = _position + 1;
            }

            _ = text.Append(Current);
            _position++;
        }

        _position += 3;
        return BlockText.Dedent(text.ToString());
    }

    private GraphQlException Error(string problem, int column) => new($"Syntax Error: {problem} at {_line}:{column}.");
}
