using Record = System.Collections.Generic.IReadOnlyDictionary<string, object?>;

namespace Sandbox.Stx;

/// <summary>A few markets and events that never change.</summary>
internal static class MarketCatalogue
{
    public static IReadOnlyList<Record> Events { get; } =
    [
        Event(1, "Toronto at Boston", "hockey"),
        Event(2, "Denver at Chicago", "basketball"),
    ];

    public static IReadOnlyList<Record> Markets { get; } =
    [
        Market(1, Events[0], "Boston to win", "OPEN", bid: 48, offer: 51),
        Market(2, Events[0], "More than 5 goals", "OPEN", bid: 55, offer: 57),
        Market(3, Events[1], "Denver to win", "OPEN", bid: 61, offer: 64),
        Market(4, Events[1], "Chicago leads at half time", "CLOSED", bid: 0, offer: 0),
    ];

    private static Dictionary<string, object?> Event(int number, string title, string sport) => new(StringComparer.Ordinal)
    {
        ["eventId"] = $"00000000-0000-4000-8000-00000000010{number}",
        ["title"] = title,
        ["sport"] = sport,
        ["status"] = "SCHEDULED",
        ["startsAt"] = "2030-01-01T00:00:00Z",
    };

    private static Dictionary<string, object?> Market(int number, Record gameEvent, string title, string status, int bid, int offer) =>
        new(StringComparer.Ordinal)
        {
            ["marketId"] = $"00000000-0000-4000-8000-00000000020{number}",
            ["eventId"] = gameEvent["eventId"],
            ["title"] = title,
            ["shortTitle"] = title,
            ["description"] = title,
            ["eventBrief"] = gameEvent["title"],
            ["question"] = title + "?",
            ["status"] = status,
            ["sport"] = gameEvent["sport"],
            ["bestBid"] = bid,
            ["bestOffer"] = offer,
            ["lastTradedPrice"] = bid,
            ["participants"] = Participants((string)gameEvent["title"]!),
            ["bids"] = Levels(bid, step: -1),
            ["offers"] = Levels(offer, step: 1),
        };

    private static List<Record> Participants(string title) =>
    [
        .. title.Split(" at ").Select((name, index) => new Dictionary<string, object?>(StringComparer.Ordinal)
        {
            ["abbreviation"] = name[..3].ToUpperInvariant(),
            ["name"] = name,
            ["role"] = index == 0 ? "away" : "home",
        }),
    ];

    private static List<Record> Levels(int best, int step) => best == 0 ? [] :
    [
        .. Enumerable.Range(0, 3).Select(depth => new Dictionary<string, object?>(StringComparer.Ordinal)
        {
            ["price"] = best + (depth * step),
            ["quantity"] = 10 * (depth + 1),
        }),
    ];
}
