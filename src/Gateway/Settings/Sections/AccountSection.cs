using Gateway.Core.Credentials;
using Gateway.Core.Primitives;
using Gateway.Core.Sessions;
using Gateway.Core.Upstreams;

namespace Gateway.Settings.Sections;

/// <summary><c>Gateway:Accounts:{a}</c>.</summary>
internal sealed class AccountSection(SettingsScope scope, AccountName? name)
{
    /// <summary>Its name; null if what is written is none, which has been reported.</summary>
    public AccountName? Name => name;

    /// <summary>The upstream's name as the account or the number of upstreams decides it; null if that is wrong.</summary>
    public string? Upstream { get; private set; }

    /// <summary>The account's profile; null if it names none.</summary>
    public ProfileReference? Profile { get; private set; }

    /// <summary>Finds upstream and profile, which the upstreams are read with.</summary>
    public void ReadReferences(IReadOnlyCollection<string> upstreams)
    {
        Upstream = ReadUpstream(upstreams);
        if (scope.Text("Profile") is { } section)
        {
            if (scope.Sources.ProfileFile is { } file)
            {
                Profile = new ProfileReference(file, section);
            }
            else
            {
                scope.Problem("Profile", "there is no home folder to find .stx/credentials in. Name the profile file in the environment variable STX_CREDENTIALS.");
            }
        }
    }

    /// <summary>Reads the rest.</summary>
    /// <param name="upstream">The account's upstream; null if there is none of that name, which has been reported.</param>
    /// <param name="protocols">The known protocols.</param>
    public AccountDefinition? Read(UpstreamReading? upstream, IReadOnlyList<IUpstreamProtocolFactory> protocols)
    {
        var email = scope.Text("Email");
        var username = scope.Text("Username");
        var password = scope.Secret("Password");
        var setup = upstream?.Protocol is { } protocol ? LoginMethodSection.Read(scope, upstream, protocol, protocols, password is not null) : null;
        var credentials = new CredentialSettings
        {
            Method = setup?.Method ?? PasswordLogin.Instance,
            Email = email,
            Username = username,
            Password = password,
            Profile = Profile,
            Places = setup is null ? [] : CredentialPlaces.EmptyOnes(scope, setup),
        };
        var deviceId = scope.Text("DeviceId");
        var login = scope.Choice("Login", LoginMoment.AtStart);
        var required = scope.Flag("Required", true);
        var budget = scope.Number("LoginBudget", 5, 1, 10_000);
        var window = scope.Span("LoginBudgetWindow", TimeSpan.FromHours(1));
        var twoFactor = new TwoFactorSection(scope.Below("TwoFactor"));
        var codeLifetime = twoFactor.ReadCodeLifetime();
        var codes = twoFactor.Read();
        return name is not { } named || upstream?.Definition is not { } definition ? null : new AccountDefinition
        {
            Name = named,
            Upstream = definition,
            Credentials = credentials,
            DeviceId = deviceId,
            Login = login,
            Required = required,
            LoginBudget = budget,
            LoginBudgetWindow = window,
            CodeLifetime = codeLifetime,
            TwoFactor = codes,
        };
    }

    private string? ReadUpstream(IReadOnlyCollection<string> upstreams)
    {
        if (scope.Text("Upstream") is { } text)
        {
            if (upstreams.Contains(EntityName.TryNormalize(text, out var named) ? named : text))
            {
                return named ?? text;
            }

            scope.Problem("Upstream", upstreams.Count == 0
                ? $"there is no upstream {Quoted.Text(text)}. Configure it: Gateway:Upstreams:{named ?? "stx"}:Protocol=Stx."
                : $"there is no upstream {Quoted.Text(text)}. Use {Quoted.OneOf([.. upstreams])}.");
            return null;
        }

        switch (upstreams.Count)
        {
            case 1:
                return upstreams.First();
            case 0:
                scope.Problem("Upstream", "no upstream is configured. Configure one, for example Gateway:Upstreams:stx:Protocol=Stx.");
                return null;
            default:
                scope.Problem("Upstream", $"is missing, and there are several upstreams. Set it to {Quoted.OneOf([.. upstreams])}.");
                return null;
        }
    }
}
