using System.Reflection;
using Microsoft.Extensions.Logging;

namespace Gateway.Tests.Conventions;

/// <summary>Operators filter and alert by event id: each is named, and means one thing.</summary>
public sealed class LogEventTests
{
    private static IReadOnlyList<LoggerMessageAttribute> Events { get; } =
    [
        .. new[] { typeof(Core.Tokens.Session).Assembly, typeof(GatewayApplication).Assembly }
            .SelectMany(assembly => assembly.GetTypes())
            .SelectMany(type => type.GetMethods(BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Static | BindingFlags.Instance | BindingFlags.DeclaredOnly))
            .Select(method => method.GetCustomAttribute<LoggerMessageAttribute>())
            .OfType<LoggerMessageAttribute>(),
    ];

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
