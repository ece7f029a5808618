using System.Globalization;
using Gateway.Core;
using Gateway.Settings;
using Gateway.Settings.Layers;

namespace Gateway.Tests.Settings;

public sealed class SettingsDocumentationTests
{
    [Fact]
    public void Every_accepted_key_stands_in_the_documentation()
    {
        var text = File.ReadAllText(Path.Combine(Root(), "docs", "settings.md"));

        Assert.All(SettingKeys.With(KnownProtocols.All), key => Assert.Contains($"| `{key}` |", text, StringComparison.Ordinal));
        Assert.All(ShortNamesLayer.Names, name => Assert.Contains($"| `{name}` |", text, StringComparison.Ordinal));
    }

    [Fact]
    public void The_documentation_names_no_key_that_is_not_accepted()
    {
        var keys = SettingKeys.With(KnownProtocols.All);
        var rows = File.ReadLines(Path.Combine(Root(), "docs", "settings.md")).Where(line => line.StartsWith("| `Gateway:", StringComparison.Ordinal)).ToList();

        Assert.Equal(keys.Count, rows.Count);
        Assert.All(rows, row => Assert.Contains(row.Split('`')[1], keys));
    }

    [Fact]
    public void The_settings_file_that_comes_along_is_accepted_and_holds_no_account()
    {
        using var folder = new SettingsFolder();
        folder.Write("appsettings.json", File.ReadAllText(Path.Combine(Root(), "appsettings.json")));

        Assert.StartsWith("No account is configured", Assert.Single(folder.Problems()), StringComparison.Ordinal);
        Assert.Equal("http://127.0.0.1:8080", folder.WithAccount().Model().Proxy.Url);
    }

    private static string Root()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "gateway.sln")))
        {
            folder = folder.Parent ?? throw new InvalidOperationException(string.Create(CultureInfo.InvariantCulture, $"No gateway.sln above {AppContext.BaseDirectory}."));
        }

        return folder.FullName;
    }
}
