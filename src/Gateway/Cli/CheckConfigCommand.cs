using Gateway.Listeners;
using Gateway.Settings;

namespace Gateway.Cli;

/// <summary>Shows what the settings come to; starts nothing.</summary>
internal static class CheckConfigCommand
{
    public static int Run(CliContext context, SettingsResult.Valid settings)
    {
        var model = settings.Model;
        var output = context.Output;
        output.WriteLine("The settings are good.");
        foreach (var listener in new[] { model.Proxy, model.Management, model.Health }.OfType<ListenerSettings>())
        {
            output.WriteLine($"  {Name(listener),-12}{listener.Url}");
        }

        output.WriteLine($"  {"store",-12}{Describe(model.Store)}");
        foreach (var account in model.Accounts)
        {
            var mark = account.Name == model.DefaultAccount ? ", the default" : string.Empty;
            output.WriteLine($"  {"account",-12}{account.Name} on {account.Upstream.Name} ({account.Upstream.Protocol}, {account.Upstream.BaseUrl}){mark}");
        }

        foreach (var warning in settings.Warnings)
        {
            output.WriteLine($"  {"warning",-12}{warning}");
        }

        return ExitCode.Ok;
    }

    private static string Name(ListenerSettings listener) => listener.Kind.ToString().ToLowerInvariant();

    private static string Describe(StoreSettings store) => store.Kind switch
    {
        StoreKind.Memory => "memory; a restart logs in again",
        StoreKind.Redis => $"Redis, keys {store.KeyPrefix}:...",
        _ => store.Path,
    };
}
