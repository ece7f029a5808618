using Gateway.Core.Credentials;

namespace Gateway.Settings;

/// <summary>Where a section of an STX profile file says its account lives.</summary>
/// <param name="Region">Its <c>region</c>, or null.</param>
/// <param name="Environment">Its <c>env</c>, or null.</param>
internal sealed record ProfilePlace(string? Region, string? Environment)
{
    /// <summary>Reads the place of a profile; null if the profile cannot be read now, which is no error: it may appear later.</summary>
    public static ProfilePlace? Read(ProfileReference profile) =>
        StxProfileFile.Read(profile) is ProfileResult.Found found ? new ProfilePlace(found.Profile.Region, found.Profile.Environment) : null;
}
