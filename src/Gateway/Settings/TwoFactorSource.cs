namespace Gateway.Settings;

/// <summary>Where second-factor codes come from, as written.</summary>
public enum TwoFactorSource
{
    /// <summary>A person gives them.</summary>
    Manual,

    /// <summary>The gateway makes them from a shared secret.</summary>
    Totp,

    /// <summary>A program prints them.</summary>
    Command,
}
