namespace Gateway.Core.GraphQl;

/// <summary>
/// Parses executable documents (GraphQL specification, section 2). One look at each token; nesting is limited, so a hostile document
/// costs no more than its length.
/// </summary>
internal sealed class DocumentParser
{
    /// <summary>The deepest nesting of selections and values together.</summary>
    public const int MaxDepth = 64;

    // Almost every field has neither; these are never added to.
    private static readonly List<DirectiveNode> NoDirectives = [];
    private static readonly List<ArgumentNode> NoArguments = [];

    private readonly TokenReader _tokens;
    private readonly ValueParser _values;

    private DocumentParser(string text)
    {
        _tokens = new TokenReader(text);
        _values = new ValueParser(_tokens);
    }

    /// <summary>The document, or what is wrong with it.</summary>
    public static (DocumentNode? Document, string? Problem) Parse(string text)
    {
        var parser = new DocumentParser(text);
        var document = parser.Document();
        return parser._tokens.Problem is { } problem ? (null, problem) : (document, null);
    }

    private DocumentNode Document()
    {
        var operations = new List<OperationNode>();
        var names = new HashSet<string>(StringComparer.Ordinal);
        var fragments = new Dictionary<string, List<SelectionNode>>(StringComparer.Ordinal);
        while (_tokens.Kind != TokenKind.End)
        {
            SkipDescription();
            if (_tokens.IsWord("fragment"))
            {
                Fragment(fragments);
                continue;
            }

            var operation = Operation();
            operations.Add(operation);
            if (!names.Add(operation.Name ?? string.Empty))
            {
                _tokens.Fail("its document holds two operations of one name");
            }
        }

        if (operations.Count == 0)
        {
            _tokens.Fail("its document holds no operation");
        }

        return new DocumentNode(operations, fragments);
    }

    private OperationNode Operation()
    {
        if (_tokens.Is('{'))
        {
            return new OperationNode(GraphQlOperationKind.Query, null, [], Selections(1));
        }

        GraphQlOperationKind? kind = _tokens switch
        {
            _ when _tokens.IsWord("query") => GraphQlOperationKind.Query,
            _ when _tokens.IsWord("mutation") => GraphQlOperationKind.Mutation,
            _ when _tokens.IsWord("subscription") => GraphQlOperationKind.Subscription,
            _ => null,
        };
        if (kind is null)
        {
            _tokens.Fail("its document holds something other than operations and fragments");
            return new OperationNode(GraphQlOperationKind.Query, null, [], []);
        }

        _tokens.Next();
        var name = _tokens.Kind == TokenKind.Name ? Name() : null;
        var variables = Variables();
        _ = Directives();
        return new OperationNode(kind.Value, name, variables, Selections(1));
    }

    private void Fragment(Dictionary<string, List<SelectionNode>> fragments)
    {
        _tokens.Next();
        if (_tokens.IsWord("on"))
        {
            _tokens.Fail("its document holds a fragment without a name");
            return;
        }

        var name = Name();
        TypeCondition();
        _ = Directives();
        if (!fragments.TryAdd(name, Selections(1)))
        {
            _tokens.Fail("its document holds two fragments of one name");
        }
    }

    private void TypeCondition()
    {
        if (!_tokens.IsWord("on"))
        {
            _tokens.Fail("its document holds a fragment without a type");
            return;
        }

        _tokens.Next();
        _ = Name();
    }

    private List<VariableNode> Variables()
    {
        var variables = new List<VariableNode>();
        if (!_tokens.Skip('('))
        {
            return variables;
        }

        var names = new HashSet<string>(StringComparer.Ordinal);
        do
        {
            SkipDescription();
            Expect('$');
            var name = Name();
            Expect(':');
            Type(1);
            variables.Add(new VariableNode(name, _tokens.Skip('=') ? _values.Parse(1) : null));
            _ = Directives();
            if (!names.Add(name))
            {
                _tokens.Fail("its document defines a variable twice");
            }
        }
        while (!_tokens.Is(')') && _tokens.Kind != TokenKind.End);
        Expect(')');
        return variables;
    }

    private void Type(int depth)
    {
        if (depth > MaxDepth)
        {
            _tokens.Fail(ValueParser.TooDeep);
        }
        else if (_tokens.Skip('['))
        {
            Type(depth + 1);
            Expect(']');
        }
        else
        {
            _ = Name();
        }

        _ = _tokens.Skip('!');
    }

    private List<SelectionNode> Selections(int depth)
    {
        var selections = new List<SelectionNode>();
        if (depth > MaxDepth)
        {
            _tokens.Fail(ValueParser.TooDeep);
        }

        Expect('{');
        do
        {
            selections.Add(_tokens.Skip('.') ? Spread(depth) : Field(depth));
        }
        while (!_tokens.Is('}') && _tokens.Kind != TokenKind.End);
        Expect('}');
        return selections;
    }

    private SelectionNode Spread(int depth)
    {
        if (_tokens.Kind == TokenKind.Name && !_tokens.IsWord("on"))
        {
            return new SpreadNode(Name(), Directives());
        }

        if (_tokens.IsWord("on"))
        {
            TypeCondition();
        }

        var directives = Directives();
        return new InlineNode(directives, Selections(depth + 1));
    }

    private FieldNode Field(int depth)
    {
        var name = Name();
        string? alias = null;
        if (_tokens.Skip(':'))
        {
            (alias, name) = (name, Name());
        }

        var start = _tokens.Start;
        var arguments = Arguments(depth);
        var written = arguments.Count == 0 ? string.Empty : _tokens.Slice(start, _tokens.Before);
        var directives = Directives();
        return new FieldNode(alias, name, arguments, written, directives, _tokens.Is('{') ? Selections(depth + 1) : null);
    }

    private List<DirectiveNode> Directives()
    {
        if (!_tokens.Is('@'))
        {
            return NoDirectives;
        }

        var directives = new List<DirectiveNode>();
        while (_tokens.Skip('@'))
        {
            directives.Add(new DirectiveNode(Name(), Arguments(1)));
        }

        return directives;
    }

    private List<ArgumentNode> Arguments(int depth) => _tokens.Skip('(') ? _values.Members(')', depth + 1) : NoArguments;

    // Operations and variables may be described by a string in front of them.
    private void SkipDescription()
    {
        if (_tokens.Kind is TokenKind.Text or TokenKind.BlockText)
        {
            _tokens.Next();
        }
    }

    private void Expect(char punctuator) => _values.Expect(punctuator);

    private string Name() => _values.Name();
}
