namespace Sandbox.GraphQl;

/// <summary>What the readers of documents and of the schema have in common.</summary>
internal abstract class TokenReader(string source)
{
    private readonly IReadOnlyList<Token> _tokens = Lexer.Read(source);
    private int _position;

    protected Token Current => _tokens[_position];

    protected bool AtEnd => Current.Kind == TokenKind.End;

    protected Token Take() => _tokens[AtEnd ? _position : _position++];

    protected bool Sees(string punctuator) => Current.Kind == TokenKind.Punctuator && Current.Value == punctuator;

    protected bool SeesName(string name) => Current.Kind == TokenKind.Name && Current.Value == name;

    protected bool TryTake(string punctuator)
    {
        if (!Sees(punctuator))
        {
            return false;
        }

        _position++;
        return true;
    }

    protected void Expect(string punctuator)
    {
        if (!TryTake(punctuator))
        {
            throw Unexpected($"expected \"{punctuator}\", found {Current}");
        }
    }

    protected string ExpectName()
    {
        if (Current.Kind != TokenKind.Name)
        {
            throw Unexpected($"expected Name, found {Current}");
        }

        return Take().Value;
    }

    protected TypeReference ReadType()
    {
        TypeReference type;
        if (TryTake("["))
        {
            type = new TypeReference(null, ReadType(), Required: false);
            Expect("]");
        }
        else
        {
            type = new TypeReference(ExpectName(), null, Required: false);
        }

        return TryTake("!") ? type with { Required = true } : type;
    }

    protected GraphQlException Unexpected(string problem) => new($"Syntax Error: {problem} at {Current.Line}:{Current.Column}.");
}
