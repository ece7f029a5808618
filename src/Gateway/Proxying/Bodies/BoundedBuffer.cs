using System.Buffers;

namespace Gateway.Proxying.Bodies;

/// <summary>
/// Bytes in one pooled array that grows up to a limit and is charged to the budget. Once <see cref="Dispose"/>d it is empty and takes
/// nothing more. Not thread-safe.
/// </summary>
/// <param name="budget">What the array is charged to.</param>
/// <param name="limit">How many bytes it holds at most.</param>
/// <param name="isIndispensable">Charged even if the budget is spent.</param>
internal sealed class BoundedBuffer(BufferBudget budget, int limit, bool isIndispensable = false) : IDisposable
{
    private const int FirstSize = 1024;

    private byte[]? _bytes;
    private int _length;
    private bool _disposed;
    private bool _isLent;

    public ReadOnlyMemory<byte> Written => _bytes.AsMemory(0, _length);

    /// <summary>Adds a piece; false, and nothing is added, if it goes beyond the limit or the budget is spent.</summary>
    /// <param name="piece">The bytes.</param>
    /// <param name="expected">How many bytes there will be in all, if that is known.</param>
    public bool TryAppend(ReadOnlySpan<byte> piece, int expected = 0)
    {
        if (!TryReserve(piece.Length, expected))
        {
            return false;
        }

        piece.CopyTo(_bytes.AsSpan(_length));
        _length += piece.Length;
        return true;
    }

    /// <summary>Room to write to, followed by <see cref="Advance"/>; empty at the limit or if the budget is spent.</summary>
    public Memory<byte> GetRoom(int expected = 0) =>
        TryReserve(1, expected) ? _bytes.AsMemory(_length, Math.Min(_bytes!.Length, limit) - _length) : default;

    /// <summary>Counts in what was written to the room.</summary>
    public void Advance(int count) => _length += count;

    /// <summary>The bytes, for somebody who may still hold them after <see cref="Dispose"/>: the array then never goes back to the pool.</summary>
    public ReadOnlyMemory<byte> Lend()
    {
        _isLent = true;
        return Written;
    }

    public void Dispose()
    {
        _disposed = true;
        _length = 0;
        Exchange(null);
    }

    private bool TryReserve(int more, int expected)
    {
        var wanted = _length + (long)more;
        if (_disposed || wanted > limit)
        {
            return false;
        }

        if (wanted <= _bytes?.Length)
        {
            return true;
        }

        var grown = _bytes is not null ? _bytes.Length * 2L : expected > 0 ? expected : FirstSize;
        var size = (int)Math.Min(limit, Math.Max(wanted, grown));
        var larger = ArrayPool<byte>.Shared.Rent(size);
        if (isIndispensable)
        {
            budget.Take(larger.Length);
        }
        else if (!budget.TryTake(larger.Length))
        {
            ArrayPool<byte>.Shared.Return(larger);
            return false;
        }

        _bytes.AsSpan(0, _length).CopyTo(larger);
        Exchange(larger);
        return true;
    }

    private void Exchange(byte[]? next)
    {
        if (_bytes is { } old)
        {
            if (!_isLent)
            {
                ArrayPool<byte>.Shared.Return(old);
            }

            budget.Return(old.Length);
        }

        _bytes = next;
    }
}
