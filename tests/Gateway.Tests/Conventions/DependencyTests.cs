using System.Reflection;
using Gateway.Testing;

namespace Gateway.Tests.Conventions;

/// <summary>Who may depend on whom, as docs/architecture.md draws it.</summary>
public sealed class DependencyTests
{
    private static readonly Assembly Core = typeof(Core.Tokens.Session).Assembly;

    // Each room of the core with the rooms below it; a room that is not listed has no right to be there.
    private static readonly Dictionary<string, string[]> CoreRooms = new()
    {
        ["Primitives"] = [],
        ["Diagnostics"] = [],
        ["Secrets"] = ["Primitives"],
        ["Tokens"] = ["Primitives"],
        ["Timing"] = ["Tokens", "Primitives"],
        ["Credentials"] = ["Secrets", "Primitives"],
        ["Stores"] = ["Secrets", "Tokens", "Primitives"],
        ["GraphQl"] = [],
        ["Upstreams"] = ["GraphQl", "Credentials", "Secrets", "Tokens", "Primitives"],
        ["TwoFactor"] = ["Secrets", "Primitives"],
        ["Sessions"] = ["Upstreams", "Stores", "TwoFactor", "Secrets", "Credentials", "Timing", "Tokens", "Diagnostics", "Primitives"],
        ["Refresh"] = ["Sessions", "Diagnostics"],
    };

    // What the rooms of the program share: models and the one way to answer with a problem.
    private static readonly string[] SharedRooms = ["Settings", "Listeners", "Problems"];

    private static readonly Dictionary<string, string[]> GatewayRooms = new()
    {
        ["Listeners"] = [],
        ["Problems"] = [],
        ["Settings"] = ["Listeners"],
        ["Placeholders"] = ["Settings", "Problems"],
        ["Proxying"] = [.. SharedRooms, "Placeholders"],
        ["Inbound"] = [.. SharedRooms, "Placeholders"],
        ["Management"] = SharedRooms,
        ["Health"] = SharedRooms,
        ["Telemetry"] = SharedRooms,
        ["Redis"] = ["Settings"],
        ["Cli"] = SharedRooms,
    };

    [Fact]
    public void The_core_stands_on_the_base_library_and_the_extensions_abstractions_alone()
    {
        // The base library's exception of a program that cannot be started lives in an assembly with an odd name.
        var foreign = Core.GetReferencedAssemblies().Select(name => name.Name!)
            .Where(name => name != "Microsoft.Win32.Primitives")
            .Where(name => !name.StartsWith("System.", StringComparison.Ordinal) && !name.StartsWith("Microsoft.Extensions.", StringComparison.Ordinal));

        Assert.Empty(foreign);
    }

    [Fact]
    public void Rooms_of_the_core_name_only_rooms_below_them() => AssertOnly(CoreRooms, "src/Gateway.Core", "Gateway.Core");

    [Fact]
    public void Rooms_of_the_program_do_not_know_each_other() => AssertOnly(GatewayRooms, "src/Gateway", "Gateway");

    [Fact]
    public void Protocols_do_not_know_each_other()
    {
        var folder = Path.Combine(Repository.Root, "src/Gateway.Core/Upstreams");
        var protocols = Directory.GetDirectories(folder).Select(path => Path.GetFileName(path)!).ToList();
        Assert.NotEmpty(protocols);
        var mixed = from file in Repository.SourceFiles("src/Gateway.Core/Upstreams")
                    let own = Rooms.RoomOf(folder, file)
                    from other in protocols
                    where other != own && File.ReadAllText(file).Contains($"Upstreams.{other}", StringComparison.Ordinal)
                    select $"{file} names {other}";

        Assert.Empty(mixed);
    }

    [Fact]
    public void Only_proxying_names_yarp()
    {
        var elsewhere = Repository.SourceFiles("src").Where(file =>
            !file.Contains("/Proxying/", StringComparison.Ordinal)
            && File.ReadAllLines(file).Any(line => line.StartsWith("using Yarp", StringComparison.Ordinal)));

        Assert.Empty(elsewhere);
    }

    [Fact]
    public void Only_redis_names_the_redis_client()
    {
        var elsewhere = Repository.SourceFiles("src").Where(file =>
            !file.Contains("/Redis/", StringComparison.Ordinal)
            && File.ReadAllLines(file).Any(line => line.StartsWith("using StackExchange", StringComparison.Ordinal)));

        Assert.Empty(elsewhere);
    }

    [Fact]
    public void The_sandbox_depends_on_nothing_of_ours()
    {
        var references = typeof(Sandbox.SandboxServer).Assembly.GetReferencedAssemblies().Select(name => name.Name!);

        Assert.DoesNotContain(references, name => name.StartsWith("Gateway", StringComparison.OrdinalIgnoreCase));
    }

    private static void AssertOnly(Dictionary<string, string[]> allowed, string project, string rootNamespace)
    {
        var references = Rooms.References(project, rootNamespace);
        var wrong = from room in references
                    where room.Key.Length > 0
                    from named in room.Value
                    where !allowed.TryGetValue(room.Key, out var below) || !below.Contains(named)
                    select $"{room.Key} names {named}";
        Assert.Empty(wrong);
        Assert.DoesNotContain(references.Keys, room => room.Length > 0 && !allowed.ContainsKey(room));
    }
}
