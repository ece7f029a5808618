namespace Sandbox.GraphQl;

internal readonly record struct Token(TokenKind Kind, string Value, int Line, int Column)
{
    public override string ToString() => Kind == TokenKind.End ? "<EOF>" : $"\"{Value}\"";
}
