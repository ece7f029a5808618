using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using System.Text;

namespace Gateway.Core.TwoFactor;

/// <summary>
/// A program and whatever it starts. What outlives the program is no child of anybody any more, so on Linux it is recognised by a mark
/// in its environment; elsewhere only what still hangs on the program is found.
/// </summary>
internal sealed class ProcessFamily
{
    private const string Variable = "GATEWAY_CODE_RUN";

    private readonly string _mark = Guid.NewGuid().ToString("N");

    /// <summary>Marks a program that is about to be started.</summary>
    public void Mark(ProcessStartInfo start) => start.Environment[Variable] = _mark;

    /// <summary>Ends the program and all that it has started.</summary>
    public void End(Process program)
    {
        Kill(program);
        if (OperatingSystem.IsLinux())
        {
            EndLeftBehind();
        }
    }

    private void EndLeftBehind()
    {
        var mark = Encoding.ASCII.GetBytes($"{Variable}={_mark}");
        foreach (var folder in Directory.EnumerateDirectories("/proc"))
        {
            if (int.TryParse(Path.GetFileName(folder), NumberStyles.None, CultureInfo.InvariantCulture, out var id) && IsMarked(folder, mark))
            {
                try
                {
                    using var process = Process.GetProcessById(id);
                    Kill(process);
                }
                catch (ArgumentException)
                {
                    // It ended by itself in the meantime.
                }
            }
        }
    }

    private static bool IsMarked(string folder, byte[] mark)
    {
        try
        {
            return File.ReadAllBytes(Path.Combine(folder, "environ")).AsSpan().IndexOf(mark) >= 0;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Somebody else's, or gone.
            return false;
        }
    }

    private static void Kill(Process process)
    {
        try
        {
            if (!process.HasExited)
            {
                process.Kill(entireProcessTree: true);
            }
        }
        catch (Exception e) when (e is InvalidOperationException or Win32Exception)
        {
            // It ended by itself in the meantime, or was never started.
        }
    }
}
