namespace Sandbox.GraphQl;

/// <summary>Checks one operation against the schema and unfolds it. Everything that can be wrong with a document is found here.</summary>
internal sealed class OperationPlanner
{
    private readonly Schema _schema;
    private readonly Document _document;
    private readonly ValueCoercion _values;
    private readonly Stack<string> _openFragments = new();

    private OperationPlanner(Schema schema, Document document, ValueCoercion values)
    {
        _schema = schema;
        _document = document;
        _values = values;
    }

    public static PlannedOperation Plan(Schema schema, GraphQlRequest request)
    {
        var document = DocumentParser.Parse(request.Query);
        var operation = document.Choose(request.OperationName);
        var root = operation.Kind switch
        {
            "query" => "Query",
            "mutation" => "Mutation",
            _ => throw new GraphQlException("Schema is not configured to execute subscription operation."),
        };
        var values = new ValueCoercion(schema, operation, request.Variables);
        var planner = new OperationPlanner(schema, document, values);
        var fields = planner.PlanAll(root, operation.Selections);
        values.CheckAllVariablesUsed();
        return new PlannedOperation(root, fields);
    }

    private List<PlannedField> PlanAll(string type, IEnumerable<Selection> selections)
    {
        var planned = new List<PlannedField>();
        foreach (var (field, included) in Unfold(type, selections, included: true).ToList())
        {
            // A field that is left out is planned too: an unknown field is an error wherever it stands.
            var next = PlanOne(type, field);
            if (included)
            {
                Merge(planned, next);
            }
        }

        return planned;
    }

    private static void Merge(List<PlannedField> planned, PlannedField next)
    {
        var index = planned.FindIndex(field => field.ResponseKey == next.ResponseKey);
        if (index < 0)
        {
            planned.Add(next);
            return;
        }

        var first = planned[index];
        if (first.Name != next.Name || !SameArguments(first.Arguments, next.Arguments))
        {
            throw new GraphQlException(
                $"Fields \"{next.ResponseKey}\" conflict because they differ. Use different aliases on the fields to fetch both.");
        }

        var children = first.Children.ToList();
        foreach (var child in next.Children)
        {
            Merge(children, child);
        }

        planned[index] = first with { Children = children };
    }

    private static bool SameArguments(IReadOnlyDictionary<string, object?> left, IReadOnlyDictionary<string, object?> right) =>
        left.Count == right.Count
        && left.All(pair => right.TryGetValue(pair.Key, out var other) && SameValue(pair.Value, other));

    private static bool SameValue(object? left, object? right) => (left, right) switch
    {
        (IReadOnlyDictionary<string, object?> a, IReadOnlyDictionary<string, object?> b) => SameArguments(a, b),
        (List<object?> a, List<object?> b) => a.Count == b.Count && a.Zip(b).All(pair => SameValue(pair.First, pair.Second)),
        _ => Equals(left, right),
    };

    private PlannedField PlanOne(string parent, Selection.Field field)
    {
        var definition = _schema.Field(parent, field.Name);
        var arguments = _values.Arguments(parent, definition, field.Arguments);
        if (!_schema.IsObject(definition.Type))
        {
            return field.Selections.Count == 0
                ? new PlannedField(field.ResponseKey, field.Name, definition.Type, arguments, [])
                : throw new GraphQlException(
                    $"Field \"{field.Name}\" must not have a selection since type \"{definition.Type}\" has no subfields.");
        }

        return field.Selections.Count > 0
            ? new PlannedField(
                field.ResponseKey, field.Name, definition.Type, arguments, PlanAll(definition.Type.NamedType, field.Selections))
            : throw new GraphQlException(
                $"Field \"{field.Name}\" of type \"{definition.Type}\" must have a selection of subfields. "
                + $"Did you mean \"{field.Name} {{ ... }}\"?");
    }

    private IEnumerable<(Selection.Field Field, bool Included)> Unfold(string type, IEnumerable<Selection> selections, bool included)
    {
        foreach (var selection in selections)
        {
            var here = IsIncluded(selection) && included;
            switch (selection)
            {
                case Selection.Field field:
                    yield return (field, here);
                    break;
                case Selection.InlineFragment inline:
                    CheckCondition(type, inline.TypeCondition);
                    foreach (var inner in Unfold(type, inline.Selections, here))
                    {
                        yield return inner;
                    }

                    break;
                case Selection.Spread spread:
                    foreach (var inner in UnfoldFragment(type, spread.Fragment, here))
                    {
                        yield return inner;
                    }

                    break;
            }
        }
    }

    private IEnumerable<(Selection.Field Field, bool Included)> UnfoldFragment(string type, string name, bool included)
    {
        if (!_document.Fragments.TryGetValue(name, out var fragment))
        {
            throw new GraphQlException($"Unknown fragment \"{name}\".");
        }

        if (_openFragments.Contains(name))
        {
            throw new GraphQlException($"Cannot spread fragment \"{name}\" within itself.");
        }

        CheckCondition(type, fragment.TypeCondition);
        _openFragments.Push(name);
        foreach (var inner in Unfold(type, fragment.Selections, included))
        {
            yield return inner;
        }

        _ = _openFragments.Pop();
    }

    private void CheckCondition(string type, string? condition)
    {
        if (condition is null || condition == type)
        {
            return;
        }

        throw new GraphQlException(_schema.Objects.ContainsKey(condition)
            ? $"Fragment cannot be spread here as objects of type \"{type}\" can never be of type \"{condition}\"."
            : $"Unknown type \"{condition}\".");
    }

    private bool IsIncluded(Selection selection)
    {
        var included = true;
        foreach (var directive in selection.Directives)
        {
            included &= directive.Name switch
            {
                "include" => _values.Condition(directive),
                "skip" => !_values.Condition(directive),
                _ => throw new GraphQlException($"Unknown directive \"@{directive.Name}\"."),
            };
        }

        return included;
    }
}
