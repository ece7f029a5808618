namespace Gateway.Core.GraphQl;

/// <summary>
/// Opens fragments and judges conditions (GraphQL specification, section 6.3.2). Each named fragment is opened once in a selection, so
/// fragments that name each other cost no more than their length.
/// </summary>
internal sealed class SelectionCollector(DocumentNode document, VariableValues variables)
{
    /// <summary>The most selections that one operation is asked for; more than any client has, and few enough for fragments that many fields share.</summary>
    private const int MostVisits = 20_000;

    private int _visits;

    public VariableValues Variables => variables;

    /// <summary>Every field, whether or not it is skipped; null if a fragment is missing or the nesting is too deep.</summary>
    public static List<string>? Mention(DocumentNode document, List<SelectionNode> selections)
    {
        var names = new List<string>();
        return Mention(document, selections, names, new HashSet<string>(StringComparer.Ordinal), 1) ? names : null;
    }

    /// <summary>The fields that run, merged by response key; null if they contradict each other, a condition cannot be told, or there are too many.</summary>
    public IReadOnlyList<GraphQlField>? Collect(List<List<SelectionNode>> selections)
    {
        var fields = new List<GraphQlField>();
        var byKey = new Dictionary<string, GraphQlField>(StringComparer.Ordinal);
        var opened = new HashSet<string>(StringComparer.Ordinal);
        return selections.TrueForAll(set => Collect(set, fields, byKey, opened, 1)) ? fields : null;
    }

    private static bool Mention(DocumentNode document, List<SelectionNode> selections, List<string> names, HashSet<string> opened, int depth)
    {
        return depth <= DocumentParser.MaxDepth && selections.TrueForAll(MentionOne);

        bool MentionOne(SelectionNode selection)
        {
            switch (selection)
            {
                case FieldNode field:
                    names.Add(field.Name);
                    return true;
                case InlineNode inline:
                    return Mention(document, inline.Selections, names, opened, depth + 1);
                case SpreadNode spread:
                    return document.Fragments.TryGetValue(spread.Name, out var fragment)
                        && (!opened.Add(spread.Name) || Mention(document, fragment, names, opened, depth + 1));
                default:
                    return false;
            }
        }
    }

    private bool Collect(
        List<SelectionNode> selections, List<GraphQlField> fields, Dictionary<string, GraphQlField> byKey, HashSet<string> opened, int depth)
    {
        return depth <= DocumentParser.MaxDepth && selections.TrueForAll(CollectOne);

        bool CollectOne(SelectionNode selection)
        {
            if (++_visits > MostVisits || IsIncluded(selection.Directives) is not { } included)
            {
                return false;
            }

            if (!included)
            {
                return true;
            }

            return selection switch
            {
                FieldNode field => Add(field, fields, byKey),
                InlineNode inline => Collect(inline.Selections, fields, byKey, opened, depth + 1),
                SpreadNode spread => document.Fragments.TryGetValue(spread.Name, out var fragment)
                    && (!opened.Add(spread.Name) || Collect(fragment, fields, byKey, opened, depth + 1)),
                _ => false,
            };
        }
    }

    private bool Add(FieldNode node, List<GraphQlField> fields, Dictionary<string, GraphQlField> byKey)
    {
        var key = node.Alias ?? node.Name;
        if (byKey.TryGetValue(key, out var known))
        {
            return known.TryMerge(node);
        }

        var field = new GraphQlField(this, node);
        byKey.Add(key, field);
        fields.Add(field);
        return true;
    }

    private bool? IsIncluded(List<DirectiveNode> directives)
    {
        var included = true;
        foreach (var directive in directives)
        {
            if (directive.Name is not ("skip" or "include"))
            {
                continue;
            }

            if (directive.Arguments is not [{ Name: "if", Value: var condition }] || variables.Condition(condition) is not { } value)
            {
                return null;
            }

            included &= value == (directive.Name == "include");
        }

        return included;
    }
}
