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

        var key = reference is SecretReference.InFile ? "KeyFile" : "Key";
        var reading = SecretReader.Read(reference);
        if (!reading.IsRead)
        {
            scope.Problem(key, $"cannot be used. {reading.Problem} Write the key into it.");
        }
        else if (KeyHash.FindProblem(reading.Value.Reveal()) is { } problem)
        {
            scope.Problem(key, $"the key {problem}");
        }
        else
        {
            hash = KeyHash.Of(reading.Value.Reveal());
        }

        return reference;
    }
}
