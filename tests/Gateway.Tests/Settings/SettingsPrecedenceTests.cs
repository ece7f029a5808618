using Gateway.Core.Secrets;

namespace Gateway.Tests.Settings;

public sealed class SettingsPrecedenceTests : IDisposable
{
    /// <summary>The sources, highest first.</summary>
    private static readonly string[] Order = ["command line", "environment", "short names", "named file", "environment file", "file"];

    private readonly SettingsFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    public static TheoryData<string, string> Pairs()
    {
        var pairs = new TheoryData<string, string>();
        for (var i = 0; i < Order.Length; i++)
        {
            for (var j = i + 1; j < Order.Length; j++)
            {
                pairs.Add(Order[i], Order[j]);
            }
        }

        return pairs;
    }

    [Theory]
    [MemberData(nameof(Pairs))]
    public void The_higher_source_wins(string higher, string lower)
    {
        Say(lower, "lower.example.com");
        Say(higher, "higher.example.com");
        _folder.WithAccount();

        Assert.Equal("https://higher.example.com/", _folder.Model().Upstreams.Single().BaseUrl.AbsoluteUri);
    }

    [Fact]
    public void GATEWAY_CONFIG_names_a_settings_file_and_the_command_line_stands_above_it()
    {
        _folder.Environment["GATEWAY_CONFIG"] = _folder.Write("one.json", """{"Gateway": {"Log": {"Format": "Text"}}}""");
        _folder.WithAccount();
        Assert.Equal("Text", _folder.Model().LogFormat.ToString());

        _folder.Sources = _folder.Sources with { ConfigFile = _folder.Write("two.json", """{"Gateway": {"Log": {"Format": "Json"}}}""") };
        Assert.Equal("Json", _folder.Model().LogFormat.ToString());
    }

    [Fact]
    public void ASPNETCORE_ENVIRONMENT_goes_before_DOTNET_ENVIRONMENT_and_Production_is_the_default()
    {
        Assert.Equal("Production", _folder.Sources.EnvironmentName);
        _folder.Environment["DOTNET_ENVIRONMENT"] = "Two";
        Assert.Equal("Two", _folder.Sources.EnvironmentName);
        _folder.Environment["ASPNETCORE_ENVIRONMENT"] = "One";
        Assert.Equal("One", _folder.Sources.EnvironmentName);
    }

    [Fact]
    public void Names_in_different_casing_are_one_account_and_merge()
    {
        _folder.Write("appsettings.json", """{"Gateway": {"Upstreams": {"stx": {"Protocol": "stx"}}, "Accounts": {"Bot": {"Email": "a@example.com", "Password": "low"}}}}""");
        _folder.With("GATEWAY:ACCOUNTS:BOT:PASSWORD=high");

        var account = _folder.Model().Accounts.Single();
        Assert.Equal("bot", account.Name.Value);
        Assert.Equal("a@example.com", account.Credentials.Email);
        Assert.Equal("high", Assert.IsType<SecretReference.Inline>(account.Credentials.Password).Value.Reveal());
    }

    [Fact]
    public void An_empty_value_takes_away_what_a_lower_source_says()
    {
        _folder.Write("appsettings.json", """{"Gateway": {"Health": {"Url": "http://*:8082"}}}""");
        _folder.WithAccount();
        Assert.NotNull(_folder.Model().Health);

        _folder.With("Gateway:Health:Url=");
        Assert.Null(_folder.Model().Health);
    }

    [Fact]
    public void The_command_line_takes_both_ways_of_writing_in_any_casing()
    {
        _folder.WithAccount().WithArguments("--Gateway:Store:Kind=Memory", "--gateway:log:format", "Text");

        Assert.Equal(Gateway.Settings.StoreKind.Memory, _folder.Model().Store.Kind);
        Assert.Equal(Gateway.Settings.LogFormat.Text, _folder.Model().LogFormat);
    }

    [Fact]
    public void Short_names_stand_aside_where_an_account_is_configured_and_a_warning_says_so()
    {
        _folder.WithAccount();
        _folder.With("Gateway:Upstreams:stx:Protocol=Stx").With("Gateway:Accounts:bot:Email=other@example.com");

        var result = _folder.ValidResult();
        Assert.Equal("bot", result.Model.Accounts.Single().Name.Value);
        Assert.Null(result.Model.Accounts.Single().Credentials.Password);
        var warning = Assert.Single(result.Warnings);
        Assert.Contains("STX_EMAIL, STX_PASSWORD", warning, StringComparison.Ordinal);
        Assert.DoesNotContain("bot@example.com", warning, StringComparison.Ordinal);
    }

    private void Say(string source, string host)
    {
        const string Key = "Gateway:Upstreams:stx:BaseUrl";
        var json = """{"Gateway": {"Upstreams": {"stx": {"BaseUrl": "https://HOST"}}}}""".Replace("HOST", host, StringComparison.Ordinal);
        switch (source)
        {
            case "command line":
                _folder.WithArguments($"--{Key}=https://{host}");
                break;
            case "environment":
                _folder.With($"{Key}=https://{host}");
                break;
            case "short names":
                _folder.Environment["STX_HOST"] = host;
                break;
            case "named file":
                _folder.Sources = _folder.Sources with { ConfigFile = _folder.Write("named.json", json) };
                break;
            case "environment file":
                _folder.Write("appsettings.Production.json", json);
                break;
            default:
                _folder.Write("appsettings.json", json);
                break;
        }
    }
}
