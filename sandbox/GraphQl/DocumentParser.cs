using System.Globalization;

namespace Sandbox.GraphQl;

internal sealed class DocumentParser : TokenReader
{
    // Beyond this no honest client nests, and a deeper document would end the process with a stack overflow.
    private const int MaxDepth = 100;

    private int _depth;

    private DocumentParser(string source)
        : base(source)
    {
    }

    public static Document Parse(string source) => new DocumentParser(source).ReadDocument();

    private Document ReadDocument()
    {
        var operations = new List<Operation>();
        var fragments = new Dictionary<string, Fragment>(StringComparer.Ordinal);
        if (AtEnd)
        {
            throw Unexpected("unexpected <EOF>");
        }

        while (!AtEnd)
        {
            if (!SeesName("fragment"))
            {
                operations.Add(ReadOperation());
                continue;
            }

            var fragment = ReadFragment();
            if (!fragments.TryAdd(fragment.Name, fragment))
            {
                throw new GraphQlException($"There can be only one fragment named \"{fragment.Name}\".");
            }
        }

        CheckNames(operations);
        return new Document(operations, fragments);
    }

    private static void CheckNames(List<Operation> operations)
    {
        if (operations.Count > 1 && operations.Exists(operation => operation.Name is null))
        {
            throw new GraphQlException("This anonymous operation must be the only defined operation.");
        }

        var twice = operations.GroupBy(operation => operation.Name).FirstOrDefault(group => group.Count() > 1);
        if (twice is not null)
        {
            throw new GraphQlException($"There can be only one operation named \"{twice.Key}\".");
        }
    }

    private Operation ReadOperation()
    {
        if (Sees("{"))
        {
            return new Operation("query", null, [], ReadSelections());
        }

        if (Current is not { Kind: TokenKind.Name, Value: "query" or "mutation" or "subscription" })
        {
            throw Unexpected($"unexpected {Current}");
        }

        var kind = Take().Value;
        var name = Current.Kind == TokenKind.Name ? Take().Value : null;
        var variables = ReadVariables();
        _ = ReadDirectives();
        return new Operation(kind, name, variables, ReadSelections());
    }

    private Fragment ReadFragment()
    {
        _ = Take();
        if (SeesName("on"))
        {
            throw Unexpected("unexpected \"on\"");
        }

        var name = ExpectName();
        var type = ReadTypeCondition();
        _ = ReadDirectives();
        return new Fragment(name, type, ReadSelections());
    }

    private string ReadTypeCondition()
    {
        if (!SeesName("on"))
        {
            throw Unexpected($"expected \"on\", found {Current}");
        }

        _ = Take();
        return ExpectName();
    }

    private List<VariableDefinition> ReadVariables()
    {
        var variables = new List<VariableDefinition>();
        if (!TryTake("("))
        {
            return variables;
        }

        do
        {
            Expect("$");
            var name = ExpectName();
            Expect(":");
            var type = ReadType();
            var initial = TryTake("=") ? ReadValue(constant: true) : null;
            _ = ReadDirectives();
            if (variables.Exists(variable => variable.Name == name))
            {
                throw new GraphQlException($"There can be only one variable named \"${name}\".");
            }

            variables.Add(new VariableDefinition(name, type, initial));
        }
        while (!TryTake(")"));

        return variables;
    }

    private List<Selection> ReadSelections()
    {
        Enter();
        Expect("{");
        var selections = new List<Selection>();
        do
        {
            selections.Add(ReadSelection());
        }
        while (!TryTake("}"));

        _depth--;
        return selections;
    }

    private Selection ReadSelection()
    {
        if (!TryTake("..."))
        {
            return ReadField();
        }

        if (Current.Kind == TokenKind.Name && !SeesName("on"))
        {
            return new Selection.Spread(Take().Value, ReadDirectives());
        }

        var type = SeesName("on") ? ReadTypeCondition() : null;
        return new Selection.InlineFragment(type, ReadDirectives(), ReadSelections());
    }

    private Selection.Field ReadField()
    {
        var name = ExpectName();
        string? alias = null;
        if (TryTake(":"))
        {
            alias = name;
            name = ExpectName();
        }

        var arguments = ReadArguments();
        var directives = ReadDirectives();
        return new Selection.Field(alias, name, arguments, directives, Sees("{") ? ReadSelections() : []);
    }

    private List<Directive> ReadDirectives()
    {
        var directives = new List<Directive>();
        while (TryTake("@"))
        {
            directives.Add(new Directive(ExpectName(), ReadArguments()));
        }

        return directives;
    }

    private Dictionary<string, Literal> ReadArguments()
    {
        var arguments = new Dictionary<string, Literal>(StringComparer.Ordinal);
        if (!TryTake("("))
        {
            return arguments;
        }

        do
        {
            var name = ExpectName();
            Expect(":");
            if (!arguments.TryAdd(name, ReadValue(constant: false)))
            {
                throw new GraphQlException($"There can be only one argument named \"{name}\".");
            }
        }
        while (!TryTake(")"));

        return arguments;
    }

    private Literal ReadValue(bool constant)
    {
        if (TryTake("["))
        {
            Enter();
            var items = new List<Literal>();
            while (!TryTake("]"))
            {
                items.Add(ReadValue(constant));
            }

            _depth--;
            return new Literal.Items(items);
        }

        if (TryTake("{"))
        {
            return ReadObject(constant);
        }

        if (!constant && TryTake("$"))
        {
            return new Literal.Variable(ExpectName());
        }

        var token = Current;
        if (token.Kind is TokenKind.Punctuator or TokenKind.End)
        {
            throw Unexpected($"unexpected {token}");
        }

        _ = Take();
        return token.Kind switch
        {
            TokenKind.Text => new Literal.Scalar(token.Value),
            TokenKind.Int when long.TryParse(token.Value, CultureInfo.InvariantCulture, out var whole) => new Literal.Scalar(whole),
            TokenKind.Int or TokenKind.Float => new Literal.Scalar(double.Parse(token.Value, CultureInfo.InvariantCulture)),
            _ => token.Value switch
            {
                "true" => new Literal.Scalar(true),
                "false" => new Literal.Scalar(false),
                "null" => new Literal.Scalar(null),
                var name => new Literal.EnumValue(name),
            },
        };
    }

    private Literal.Fields ReadObject(bool constant)
    {
        Enter();
        var fields = new Dictionary<string, Literal>(StringComparer.Ordinal);
        while (!TryTake("}"))
        {
            var name = ExpectName();
            Expect(":");
            if (!fields.TryAdd(name, ReadValue(constant)))
            {
                throw new GraphQlException($"There can be only one input field named \"{name}\".");
            }
        }

        _depth--;
        return new Literal.Fields(fields);
    }

    private void Enter()
    {
        if (++_depth > MaxDepth)
        {
            throw Unexpected("the document is nested too deeply");
        }
    }
}
