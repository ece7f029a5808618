using System.Collections.Immutable;

namespace Gateway.Core.Credentials;

/// <summary>The stable codes of what is careless about where credentials lie.</summary>
public static class CredentialWarning
{
    /// <summary>The profile file may be read by its group or by everybody.</summary>
    public const string ProfileReadableByOthers = "profile_readable_by_others";

    /// <summary>A secret's file may be written by everybody.</summary>
    public const string SecretFileWritableByOthers = "secret_file_writable_by_others";

    /// <summary>Every code of this kind.</summary>
    public static readonly ImmutableSortedSet<string> All =
        ImmutableSortedSet.Create(StringComparer.Ordinal, ProfileReadableByOthers, SecretFileWritableByOthers);
}
