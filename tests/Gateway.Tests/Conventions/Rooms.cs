using System.Text.RegularExpressions;
using Gateway.Testing;

namespace Gateway.Tests.Conventions;

/// <summary>Reads from the sources which room of a project names which other.</summary>
internal static partial class Rooms
{
    /// <summary>Each room with the rooms of the same project that its files name; the project's own root is the empty name.</summary>
    public static IReadOnlyDictionary<string, IReadOnlySet<string>> References(string project, string rootNamespace)
    {
        var folder = Path.Combine(Repository.Root, project);
        var rooms = Directory.GetDirectories(folder).Select(path => Path.GetFileName(path)!).Where(name => name is not ("bin" or "obj")).ToHashSet();
        var references = rooms.Append(string.Empty).ToDictionary(room => room, _ => new HashSet<string>());
        foreach (var file in Repository.SourceFiles(project))
        {
            var own = RoomOf(folder, file);
            // A name after its namespace, whether in a using directive or written out.
            var named = Regex.Matches(File.ReadAllText(file), $@"\b{Regex.Escape(rootNamespace)}\.(\w+)", RegexOptions.None, TimeSpan.FromSeconds(5))
                .Select(match => match.Groups[1].Value)
                .Where(room => rooms.Contains(room) && room != own);
            references[own].UnionWith(named);
        }

        return references.ToDictionary(pair => pair.Key, pair => (IReadOnlySet<string>)pair.Value);
    }

    public static string RoomOf(string folder, string file)
    {
        var parts = Path.GetRelativePath(folder, file).Split(Path.DirectorySeparatorChar);
        return parts.Length > 1 ? parts[0] : string.Empty;
    }
}
