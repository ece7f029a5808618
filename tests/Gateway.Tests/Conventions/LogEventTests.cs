using System.Reflection;
using Microsoft.Extensions.Logging;

namespace Gateway.Tests.Conventions;

/// <summary>Operators filter and alert by event id: each is named, and means one thing.</summary>
public sealed class LogEventTests
{
    /// <summary>The ids of each room, first and last; of two that fit, the longer name counts.</summary>
    private static readonly (string Room, int First, int Last)[] Ranges =
    [
        ("Gateway.Core.Sessions", 1000, 1199),
        ("Gateway.Core.Refresh", 1000, 1199),
        ("Gateway.Core.Stores", 1200, 1299),
        ("Gateway.Core.Credentials", 1300, 1349),
        ("Gateway.Core.Upstreams", 1350, 1399),
        ("Gateway", 2000, 2099),
        ("Gateway.Listeners", 2100, 2149),
        ("Gateway.Redis", 2150, 2179),
        ("Gateway.Inbound", 2180, 2199),
        ("Gateway.Proxying", 2200, 2219),
        ("Gateway.Proxying.Sockets", 2220, 2239),
        ("Gateway.Proxying.Refusals", 2240, 2259),
        ("Gateway.Proxying.LoginAnswers", 2260, 2279),
        ("Gateway.Management", 2300, 2349),
        ("Gateway.Health", 2350, 2379),
        ("Gateway.Cli", 2400, 2449),
    ];

    private static IReadOnlyList<(string Room, LoggerMessageAttribute Event)> Placed { get; } =
    [
        .. new[] { typeof(Core.Tokens.Session).Assembly, typeof(GatewayApplication).Assembly }
            .SelectMany(assembly => assembly.GetTypes())
            .SelectMany(type => type.GetMethods(BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Static | BindingFlags.Instance | BindingFlags.DeclaredOnly))
            .Select(method => (Room: method.DeclaringType?.Namespace ?? string.Empty, Event: method.GetCustomAttribute<LoggerMessageAttribute>()!))
            .Where(placed => placed.Event is not null),
    ];

    private static IReadOnlyList<LoggerMessageAttribute> Events { get; } = [.. Placed.Select(placed => placed.Event)];

    [Fact]
    public void Every_room_keeps_to_its_own_ids() => Assert.Empty(
        Placed.Where(placed => !Ranges
                .Where(range => placed.Room == range.Room || placed.Room.StartsWith(range.Room + ".", StringComparison.Ordinal))
                .OrderByDescending(range => range.Room.Length)
                .Take(1)
                .Any(range => placed.Event.EventId >= range.First && placed.Event.EventId <= range.Last))
            .Select(placed => $"{placed.Room}: {placed.Event.EventId} {placed.Event.EventName}"));

    [Fact]
    public void Every_event_has_an_id_and_a_name()
    {
        Assert.NotEmpty(Events);
        Assert.Empty(Events.Where(e => e.EventId < 1000 || string.IsNullOrEmpty(e.EventName)).Select(e => e.Message));
    }

    [Fact]
    public void No_id_and_no_name_is_used_twice()
    {
        Assert.Empty(Events.GroupBy(e => e.EventId).Where(group => group.Count() > 1).Select(group => group.Key));
        Assert.Empty(Events.GroupBy(e => e.EventName).Where(group => group.Count() > 1).Select(group => group.Key));
    }
}
