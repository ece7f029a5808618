namespace Gateway.Testing;

/// <summary>Finds the checkout that the tests run in.</summary>
public static class Repository
{
    /// <summary>The folder that holds <c>gateway.sln</c>.</summary>
    public static string Root { get; } = Find();

    /// <summary>The source files below a folder of the checkout, generated ones left out.</summary>
    public static IEnumerable<string> SourceFiles(string folder)
    {
        var generated = new[] { $"{Path.DirectorySeparatorChar}obj{Path.DirectorySeparatorChar}", $"{Path.DirectorySeparatorChar}bin{Path.DirectorySeparatorChar}" };
        return Directory.EnumerateFiles(Path.Combine(Root, folder), "*.cs", SearchOption.AllDirectories)
            .Where(file => !generated.Any(part => file.Contains(part, StringComparison.Ordinal)));
    }

    private static string Find()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "gateway.sln")))
            {
                return folder.FullName;
            }
        }

        throw new InvalidOperationException("The tests run outside a checkout: gateway.sln was not found above them.");
    }
}
