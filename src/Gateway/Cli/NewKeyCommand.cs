using System.Buffers.Text;
using System.Security.Cryptography;
using Gateway.Settings;

namespace Gateway.Cli;

/// <summary>Makes a key for a caller: 256 random bits behind a prefix by which scanners and people know it. Needs no settings.</summary>
internal static class NewKeyCommand
{
    public const string Prefix = KeyHash.MadePrefix;

    private const int RandomBytes = 32;

    public static int Run(CliContext context)
    {
        var key = Prefix + Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(RandomBytes));
        context.Output.WriteLine(key);
        context.Output.WriteLine(KeyHash.Of(key));
        return ExitCode.Ok;
    }
}
