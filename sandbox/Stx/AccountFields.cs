using Record = System.Collections.Generic.IReadOnlyDictionary<string, object?>;

namespace Sandbox.Stx;

/// <summary>What account fields answer about a user.</summary>
internal static class AccountFields
{
    public static Record Profile(StxUser user) => new Dictionary<string, object?>(StringComparer.Ordinal)
    {
        ["id"] = user.UserId,
        ["accountId"] = user.UserUid,
        ["userId"] = user.UserId,
        ["userUid"] = user.UserUid,
        ["email"] = user.Email,
        ["username"] = user.Username,
        ["firstName"] = "Sandbox",
        ["lastName"] = "User",
        ["country"] = "CA",
        ["state"] = "ON",
        ["city"] = "Toronto",
        ["twoFactorAuth"] = user.RequiresTwoFactor,
    };

    public static Record Limits { get; } = new Dictionary<string, object?>(StringComparer.Ordinal)
    {
        ["dailyDeposit"] = 100_000,
        ["weeklyDeposit"] = 500_000,
        ["monthlyDeposit"] = 2_000_000,
        ["orderLiability"] = 50_000,
    };

    public static Record Balance(StxUser user) => new Dictionary<string, object?>(StringComparer.Ordinal)
    {
        ["accountId"] = user.UserUid,
        ["currency"] = "CAD",
        ["totalBalance"] = 100_000,
        ["availableBalance"] = 100_000,
        ["escrow"] = 0,
    };

    public static IReadOnlyList<Record> Orders(StxUser user)
    {
        lock (user.Orders)
        {
            return [.. user.Orders];
        }
    }

    /// <summary>Takes an order, or says in <c>errors</c> why not: such refusals are data, not GraphQL errors.</summary>
    public static Record Confirm(StxUser user, Record order, string now)
    {
        var market = MarketCatalogue.Markets.FirstOrDefault(known => (string?)known["marketId"] == order["marketId"] as string);
        var problem =
            market is null ? "Market not found"
            : (string?)market["status"] != "OPEN" ? "Market is not open"
            : (long)order["quantity"]! <= 0 ? "Quantity must be positive"
            : null;
        if (problem is not null)
        {
            return Result(null, [problem]);
        }

        var quantity = (long)order["quantity"]!;
        var price = order.GetValueOrDefault("price") as long? ?? 0;
        var confirmed = new Dictionary<string, object?>(order, StringComparer.Ordinal)
        {
            ["id"] = Guid.NewGuid().ToString(),
            ["status"] = "OPEN",
            ["filled"] = 0,
            ["filledPercentage"] = 0,
            ["totalValue"] = price * quantity,
            ["time"] = now,
            ["insertedAt"] = now,
        };
        lock (user.Orders)
        {
            user.Orders.Add(confirmed);
        }

        return Result(confirmed, []);
    }

    private static Dictionary<string, object?> Result(Record? order, IReadOnlyList<string> errors) => new(StringComparer.Ordinal)
    {
        ["order"] = order,
        ["errors"] = errors,
    };
}
