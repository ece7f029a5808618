namespace Gateway.Core.GraphQl;

/// <summary>A field of an operation that runs.</summary>
public sealed class GraphQlField
{
    private readonly SelectionCollector _collector;
    private readonly List<FieldNode> _nodes;

    internal GraphQlField(SelectionCollector collector, FieldNode node) => (_collector, _nodes) = (collector, [node]);

    /// <summary>Its name in the answer: the alias, if it has one.</summary>
    public string ResponseKey => _nodes[0].Alias ?? Name;

    /// <summary>Its own name.</summary>
    public string Name => _nodes[0].Name;

    /// <summary>Whether anything is selected of it.</summary>
    public bool HasSelections => _nodes[0].Selections is not null;

    /// <summary>The value of an argument, variables looked up; null if it is not given.</summary>
    public GraphQlValue? Argument(string name) =>
        _nodes[0].Arguments.Find(argument => argument.Name == name) is { } found ? GraphQlValue.Of(found.Value, _collector.Variables) : null;

    /// <summary>What is selected of it, as <see cref="GraphQlOperation.CollectFields"/>.</summary>
    public IReadOnlyList<GraphQlField>? CollectSelections() => _collector.Collect(_nodes.ConvertAll(static node => node.Selections ?? []));

    /// <summary>Takes in another mention of the same response key; false if the two contradict each other.</summary>
    internal bool TryMerge(FieldNode other)
    {
        if (other.Name != Name || other.ArgumentText != _nodes[0].ArgumentText || other.Selections is null != _nodes[0].Selections is null)
        {
            return false;
        }

        _nodes.Add(other);
        return true;
    }
}
