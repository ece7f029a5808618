using System.Collections;
using System.Runtime.CompilerServices;

namespace Gateway.Core.Primitives;

/// <summary>Texts in an order, compared by content, so that records that hold them can be compared.</summary>
[CollectionBuilder(typeof(TextList), nameof(Create))]
public sealed class TextList : IReadOnlyList<string>, IEquatable<TextList>
{
    private readonly string[] _items;

    private TextList(string[] items) => _items = items;

    /// <inheritdoc />
    public int Count => _items.Length;

    /// <inheritdoc />
    public string this[int index] => _items[index];

    /// <summary>Copies the texts.</summary>
    public static TextList Create(ReadOnlySpan<string> items) => new(items.ToArray());

    /// <inheritdoc />
    public bool Equals(TextList? other) => other is not null && Count == other.Count
        && _items.Zip(other._items).All(pair => pair.First == pair.Second);

    /// <inheritdoc />
    public override bool Equals(object? obj) => Equals(obj as TextList);

    /// <inheritdoc />
    public override int GetHashCode()
    {
        var hash = new HashCode();
        Array.ForEach(_items, item => hash.Add(item, StringComparer.Ordinal));
        return hash.ToHashCode();
    }

    /// <inheritdoc />
    public IEnumerator<string> GetEnumerator() => _items.AsEnumerable().GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
