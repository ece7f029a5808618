using System.Text.Json;
using Gateway.Core;
using Gateway.Settings;
using Sandbox.Stx;

namespace Quickstart;

/// <summary>The gateway's settings as a person would write them: a JSON file. Here, and nowhere in the bot, are the credentials.</summary>
internal static class GatewaySettings
{
    private static readonly JsonSerializerOptions Readable = new() { WriteIndented = true };

    /// <summary>Writes the file and reads it as the gateway does. The environment is left out: nothing in it may change the story.</summary>
    public static GatewayModel Write(Folder folder, Uri exchange, Ports ports)
    {
        var settings = new
        {
            Gateway = new
            {
                Upstreams = new { stx = new { Protocol = "Stx", BaseUrl = exchange } },
                Accounts = new { bot = new { Email = StxExchange.DefaultEmail, Password = StxExchange.DefaultPassword, Login = "OnFirstRequest" } },
                Proxy = new { Url = Ports.Url(ports.Proxy) },
                Management = new { Url = Ports.Url(ports.Management) },
                Store = new { Kind = "File", Path = folder.State },
            },
        };
        File.WriteAllText(folder.Settings, JsonSerializer.Serialize(settings, Readable));

        var sources = new SettingsSources { ConfigFile = folder.Settings, ContentRoot = folder.Path, WorkingFolder = folder.Path };
        return new SettingsReader(KnownProtocols.All).Read(sources) switch
        {
            SettingsResult.Valid valid => valid.Model,
            SettingsResult.Invalid invalid => throw new InvalidOperationException(string.Join(' ', invalid.Problems)),
            _ => throw new InvalidOperationException("Settings are valid or invalid."),
        };
    }
}
