namespace Sandbox.GraphQl;

internal enum TokenKind
{
    Punctuator,
    Name,
    Int,
    Float,
    Text,
    End,
}
