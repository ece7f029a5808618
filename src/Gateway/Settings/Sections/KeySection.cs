using Gateway.Core.Secrets;

namespace Gateway.Settings.Sections;

/// <summary>A key that others must show: long enough, and readable now if it stands in a file.</summary>
internal static class KeySection
{
    /// <summary>Reads <c>Key</c> or <c>KeyFile</c>; the hash is null if there is none or it cannot be used, which has been reported.</summary>
    public static SecretReference? Read(SettingsScope scope, out KeyHash? hash)
    {
        hash = null;
        if (scope.Secret("Key") is not { } reference)
        {
            return null;
        }

        var reading = SecretReader.Read(reference);
        if (FindProblem(reading) is not { } problem)
        {
            hash = KeyHash.Of(reading.Value!.Reveal());
        }
        else if (reference is SecretReference.InFile)
        {
            // The file is read again while the gateway runs, whatever it holds now.
            scope.StartProblem("KeyFile", problem, "Requests that need this key are refused until it can be used.");
        }
        else
        {
            scope.Problem("Key", problem);
        }

        return reference;
    }

    private static string? FindProblem(SecretReading reading)
    {
        if (!reading.IsRead)
        {
            return $"cannot be used. {reading.Problem} Write the key into it.";
        }

        return KeyHash.FindProblem(reading.Value.Reveal()) is { } problem ? $"the key {problem}" : null;
    }
}
