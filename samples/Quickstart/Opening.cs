using System.Globalization;

namespace Quickstart;

/// <summary>Who takes part, and where.</summary>
internal static class Opening
{
    public static void Show(Screen screen, Playground playground)
    {
        screen.Say($"exchange    {Where(playground.Exchange, Ports.Usual.Exchange)}, a stand-in; its tokens live {Seconds(Playground.TokenLifetime)} s");
        screen.Say($"gateway     {Where(playground.Proxy, Ports.Usual.Proxy)} for bots, {Where(playground.Management, Ports.Usual.Management)} for operators");
        screen.Say($"folder      {playground.Folder.Path}, with the gateway's settings and state; removed at the end");
        screen.Say("bot         knows the gateway's address; has no password, token or key");
    }

    private static string Where(Uri address, int usual) => address.Port == usual
        ? address.Authority
        : $"{address.Authority} (chosen by the system, because {usual} is taken)";

    private static string Seconds(TimeSpan time) => time.TotalSeconds.ToString(CultureInfo.InvariantCulture);
}
