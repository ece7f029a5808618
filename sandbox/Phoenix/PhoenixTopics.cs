using Sandbox.Stx;

namespace Sandbox.Phoenix;

/// <summary>Which topics there are, and who may join them.</summary>
internal static class PhoenixTopics
{
    private static readonly string[] Public = ["market_info", "markets", "market_updates"];
    private static readonly string[] Private =
        ["active_orders", "active_trades", "active_positions", "active_settlements", "portfolio", "user_info"];

    /// <summary>Why a join is refused; null if it is not.</summary>
    public static string? Refuse(string topic, StxUser? user, SocketUserName name)
    {
        var colon = topic.IndexOf(':', StringComparison.Ordinal);
        var (kind, subject) = colon < 0 ? (topic, "") : (topic[..colon], topic[(colon + 1)..]);
        if (colon < 0 ? Public.Contains(kind) : kind == "market" && subject.Length > 0)
        {
            return null;
        }

        return colon < 0 || !Private.Contains(kind) ? "unmatched topic"
            : user is not null && IsNamed(user, subject, name) ? null
            : "unauthorized";
    }

    private static bool IsNamed(StxUser user, string subject, SocketUserName name) =>
        (name != SocketUserName.UserUid && subject == user.UserId) || (name != SocketUserName.UserId && subject == user.UserUid);
}
