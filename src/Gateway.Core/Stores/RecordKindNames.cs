using System.Collections.Frozen;

namespace Gateway.Core.Stores;

/// <summary>The names of record kinds in files, keys and associated data.</summary>
public static class RecordKindNames
{
    private static readonly FrozenDictionary<RecordKind, string> Names =
        Enum.GetValues<RecordKind>().ToFrozenDictionary(kind => kind, kind => kind.ToString().ToLowerInvariant());

    private static readonly FrozenDictionary<string, RecordKind> Kinds = Names.ToFrozenDictionary(pair => pair.Value, pair => pair.Key);

    /// <summary>The lower-case name.</summary>
    public static string Name(this RecordKind kind) => Names[kind];

    /// <summary>The kind of a name; false for a name that this version does not know.</summary>
    public static bool TryParse(string name, out RecordKind kind) => Kinds.TryGetValue(name, out kind);
}
