namespace Gateway.Core.GraphQl;

/// <summary>Parses the values of a document.</summary>
internal sealed class ValueParser(TokenReader tokens)
{
    public const string TooDeep = "its document is nested too deeply";

    private const string Unexpected = "its document is no valid GraphQL";

    // Few members stand in an object or a field; beyond this a list would be searched too often.
    private const int MaxMembers = 256;

    public ValueNode Parse(int depth)
    {
        if (depth > DocumentParser.MaxDepth)
        {
            tokens.Fail(TooDeep);
        }

        switch (tokens.Kind)
        {
            case TokenKind.Punctuator when tokens.Skip('$'):
                return new ValueNode.Variable(Name());
            case TokenKind.Punctuator when tokens.Skip('['):
                while (!tokens.Is(']') && tokens.Kind != TokenKind.End)
                {
                    _ = Parse(depth + 1);
                }

                Expect(']');
                return new ValueNode.List();
            case TokenKind.Punctuator when tokens.Skip('{'):
                return new ValueNode.Members(Members('}', depth + 1));
            case TokenKind.Name:
                return new ValueNode.Word(Name());
            case TokenKind.Number:
                return Taken(new ValueNode.Number(tokens.Current.ToString()));
            case TokenKind.Text:
                return Taken(new ValueNode.Text(TextTokens.Value(tokens.Current)));
            case TokenKind.BlockText:
                return Taken(new ValueNode.Text(TextTokens.BlockValue(tokens.Current)));
            default:
                tokens.Fail(Unexpected);
                return new ValueNode.List();
        }
    }

    /// <summary>Names with values, up to and including the closing punctuator.</summary>
    public List<ArgumentNode> Members(char end, int depth)
    {
        var members = new List<ArgumentNode>();
        while (!tokens.Is(end) && tokens.Kind != TokenKind.End)
        {
            var name = Name();
            Expect(':');
            if (members.Count == MaxMembers || members.Exists(member => member.Name == name))
            {
                tokens.Fail("its document gives an argument twice, or too many");
            }

            members.Add(new ArgumentNode(name, Parse(depth)));
        }

        Expect(end);
        return members;
    }

    public void Expect(char punctuator)
    {
        if (!tokens.Skip(punctuator))
        {
            tokens.Fail(Unexpected);
        }
    }

    public string Name()
    {
        if (tokens.Kind != TokenKind.Name)
        {
            tokens.Fail(Unexpected);
            return string.Empty;
        }

        var name = tokens.Current.ToString();
        tokens.Next();
        return name;
    }

    private ValueNode Taken(ValueNode value)
    {
        tokens.Next();
        return value;
    }
}
