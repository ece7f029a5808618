using System.Collections.Immutable;
using System.Text.Json;

namespace Gateway.Core.GraphQl;

/// <summary>An operation that runs.</summary>
public sealed class GraphQlOperation
{
    private readonly SelectionCollector _collector;
    private readonly OperationNode _node;

    internal GraphQlOperation(OperationNode node, DocumentNode document, JsonElement variables, ImmutableArray<string> mentioned)
    {
        _node = node;
        _collector = new SelectionCollector(document, new VariableValues(node.Variables, variables));
        Mentioned = mentioned;
    }

    /// <summary>What it does.</summary>
    public GraphQlOperationKind Kind => _node.Kind;

    /// <summary>The name of each root field as often as it stands there, through all fragments, whether or not directives skip it.</summary>
    public ImmutableArray<string> Mentioned { get; }

    /// <summary>
    /// The root fields that run, in the order of the answer: fragments opened, skipped ones left out, those of one response key
    /// merged. Null if they contradict each other, a condition cannot be told, or they are too many in all.
    /// </summary>
    public IReadOnlyList<GraphQlField>? CollectFields() => _collector.Collect([_node.Selections]);
}
