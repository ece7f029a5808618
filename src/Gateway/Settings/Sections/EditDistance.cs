namespace Gateway.Settings.Sections;

/// <summary>How many characters must be put in, taken out, changed or swapped with their neighbour to make one word of another.</summary>
internal static class EditDistance
{
    /// <summary>The distance without regard to letter case.</summary>
    public static int Between(string one, string other)
    {
        var cost = new int[one.Length + 1, other.Length + 1];
        for (var i = 0; i <= one.Length; i++)
        {
            for (var j = 0; j <= other.Length; j++)
            {
                cost[i, j] = i == 0 || j == 0 ? i + j : Cheapest(cost, one, other, i, j);
            }
        }

        return cost[one.Length, other.Length];
    }

    private static int Cheapest(int[,] cost, string one, string other, int i, int j)
    {
        var changed = cost[i - 1, j - 1] + (Same(one[i - 1], other[j - 1]) ? 0 : 1);
        var best = Math.Min(changed, Math.Min(cost[i - 1, j], cost[i, j - 1]) + 1);
        var isSwap = i > 1 && j > 1 && Same(one[i - 1], other[j - 2]) && Same(one[i - 2], other[j - 1]);
        return isSwap ? Math.Min(best, cost[i - 2, j - 2] + 1) : best;
    }

    private static bool Same(char one, char other) => char.ToUpperInvariant(one) == char.ToUpperInvariant(other);
}
