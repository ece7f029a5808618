using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using Gateway.Core.Primitives;

namespace Gateway.Core.TwoFactor;

/// <summary>
/// Runs a program that prints the code on its first line. The account's name and the challenge's time stand in its environment; what it
/// prints goes through a pipe and nowhere else.
/// </summary>
internal sealed class CommandCodeSource(TextList line, TimeProvider clock) : ITwoFactorCodeSource
{
    private const int LongestOutput = 4096;
    private static readonly string[] OwnPrefixes = ["Gateway__", "STX_", "STACK_", "HEXCLAVE_"];
    private static readonly TimeSpan TimeLimit = TimeSpan.FromSeconds(60);

    public async Task<CodeResult> GetAsync(CodeRequest request, CancellationToken cancellationToken)
    {
        var family = new ProcessFamily();
        using var process = new Process { StartInfo = StartInfo(request, family) };
        try
        {
            if (!process.Start())
            {
                return Failed("could not be started");
            }
        }
        catch (Win32Exception e)
        {
            return Failed($"could not be started ({e.Message})");
        }

        using var limit = new CancellationTokenSource(TimeLimit, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        try
        {
            process.StandardInput.Close();
            var errors = ReadAsync(process.StandardError, static _ => false, either.Token);
            var output = await ReadAsync(process.StandardOutput, static text => CodeOf(text) is not null, either.Token);
            if (CodeOf(output) is { } code)
            {
                // The line is complete; whether the program, or something that it has left behind, goes on is its own affair.
                return new CodeResult.Found(code, null);
            }

            await errors;
            await process.WaitForExitAsync(either.Token);
            return Judge(process.ExitCode, output);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return Failed($"printed no code within {TimeLimit.TotalSeconds:0} s");
        }
        finally
        {
            family.End(process);
        }
    }

    private ProcessStartInfo StartInfo(CodeRequest request, ProcessFamily family)
    {
        var start = new ProcessStartInfo(line[0], line.Skip(1))
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["GATEWAY_ACCOUNT"] = request.Account.Value;
        start.Environment["GATEWAY_CHALLENGE_TIME"] = request.RequestedAt.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
        // The program reads a mailbox; it has no business with the gateway's own credentials.
        foreach (var name in start.Environment.Keys.Where(IsOurs).ToList())
        {
            start.Environment.Remove(name);
        }

        family.Mark(start);
        return start;
    }

    private static bool IsOurs(string name) =>
        OwnPrefixes.Any(prefix => name.StartsWith(prefix, StringComparison.OrdinalIgnoreCase));

    private CodeResult Judge(int exitCode, string output)
    {
        if (exitCode != 0)
        {
            return Failed($"ended with exit code {exitCode}");
        }

        return CodeText.Read(output.Split('\n')[0]) is { } code
            ? new CodeResult.Found(code, null)
            : Failed($"printed no code on its first line, but {Shape(output)}");
    }

    // The code on a first line that is complete.
    private static Secret? CodeOf(string output) => output.IndexOf('\n', StringComparison.Ordinal) is >= 0 and var end ? CodeText.Read(output[..end]) : null;

    // What was printed may hold a code after all, so only its shape is told.
    private static string Shape(string output) => output.Length == 0
        ? "nothing"
        : $"{output.Length} characters that look like \"{new string([.. output.Take(24).Select(Redacted)])}\"";

    private static char Redacted(char c) => char.IsAsciiDigit(c) ? '9' : char.IsLetter(c) ? 'a' : char.IsControl(c) ? ' ' : c;

    private static async Task<string> ReadAsync(StreamReader reader, Func<string, bool> isEnough, CancellationToken cancellationToken)
    {
        var kept = new char[LongestOutput];
        var length = 0;
        var rest = new char[LongestOutput];
        while (true)
        {
            // What is too much is read all the same: a full pipe would stop the program.
            var target = length < LongestOutput ? kept.AsMemory(length) : rest.AsMemory();
            var read = await reader.ReadAsync(target, cancellationToken);
            if (read == 0)
            {
                return new string(kept, 0, length);
            }

            length = Math.Min(LongestOutput, length + read);
            if (isEnough(new string(kept, 0, length)))
            {
                return new string(kept, 0, length);
            }
        }
    }

    private CodeResult.Failed Failed(string what) => new($"The two-factor command {line[0]} {what}.");
}
