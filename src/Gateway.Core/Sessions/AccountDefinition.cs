using Gateway.Core.Credentials;
using Gateway.Core.Primitives;
using Gateway.Core.TwoFactor;
using Gateway.Core.Upstreams;

namespace Gateway.Core.Sessions;

/// <summary>One validated service account. Immutable; a change in the settings makes a new one.</summary>
public sealed record AccountDefinition
{
    /// <summary>Its name.</summary>
    public required AccountName Name { get; init; }

    /// <summary>Where it logs in and where its requests go.</summary>
    public required UpstreamDefinition Upstream { get; init; }

    /// <summary>Where its credentials are looked for.</summary>
    public required CredentialSettings Credentials { get; init; }

    /// <summary>A device id that a person chose; null to make one and keep it in the store.</summary>
    public string? DeviceId { get; init; }

    /// <summary>When the first login is made. Default at start.</summary>
    public LoginMoment Login { get; init; } = LoginMoment.AtStart;

    /// <summary>Whether readiness waits for it. Default true.</summary>
    public bool Required { get; init; } = true;

    /// <summary>How many passwords and codes may be sent within <see cref="LoginBudgetWindow"/>. Default 5.</summary>
    public int LoginBudget { get; init; } = 5;

    /// <summary>The window of the login budget. Default one hour.</summary>
    public TimeSpan LoginBudgetWindow { get; init; } = TimeSpan.FromHours(1);

    /// <summary>Where the second factor comes from. Default a person.</summary>
    public TwoFactorSettings TwoFactor { get; init; } = new TwoFactorSettings.Manual();

    /// <summary>How long a code can be given; null for what the upstream's protocol says.</summary>
    public TimeSpan? CodeLifetime { get; init; }

    /// <summary>True if, by the settings, this is the same user of the same login address as <paramref name="other"/>.</summary>
    public bool IsOfUser(AccountDefinition other)
    {
        ArgumentNullException.ThrowIfNull(other);
        return Upstream.AuthUrl == other.Upstream.AuthUrl
            && Credentials.Method == other.Credentials.Method
            && Credentials.Email == other.Credentials.Email
            && Credentials.Username == other.Credentials.Username
            && Credentials.Profile == other.Credentials.Profile;
    }
}
