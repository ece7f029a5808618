using Gateway.Core.Credentials;
using Gateway.Core.Secrets;

namespace Gateway.Core.Upstreams.StackAuth;

/// <summary>Reads and checks what only Stack Auth has in the settings.</summary>
internal static class StackAuthSettings
{
    public const string ProjectId = "ProjectId";
    public const string BranchId = "BranchId";
    public const string AccessType = "AccessType";
    public const string PublishableClientKey = "PublishableClientKey";
    public const string SecretServerKey = "SecretServerKey";
    public const string OtpCallbackUrl = "OtpCallbackUrl";
    public const string UserId = "UserId";

    private const string Otp = "Otp";
    private const string ServerSession = "ServerSession";

    public static UpstreamSetup ReadUpstream(UpstreamSettings settings)
    {
        var problems = new List<SettingProblem>();
        var projectId = settings[ProjectId];
        if (projectId is null)
        {
            problems.Add(new(ProjectId, "is missing. Copy the project's id from its dashboard."));
        }

        CheckHeader(problems, ProjectId, projectId);
        CheckHeader(problems, BranchId, settings[BranchId]);
        if (settings["AuthUrl"] is { } authUrl && authUrl.Contains("/api/", StringComparison.OrdinalIgnoreCase))
        {
            problems.Add(new("AuthUrl", "the path /api/v1 is added by the gateway. Write the URL without it."));
        }

        var publishable = settings.Secrets.GetValueOrDefault(PublishableClientKey);
        var server = settings.Secrets.GetValueOrDefault(SecretServerKey);
        CheckKey(problems, PublishableClientKey, publishable);
        CheckKey(problems, SecretServerKey, server);
        var access = ReadAccess(settings[AccessType], problems);
        var warnings = new List<SettingProblem>();
        if (access == StackAuthAccess.Server && server is null)
        {
            problems.Add(new(AccessType, $"is server, and {settings.Path}:{SecretServerKey} is missing. Set the key, or take this out."));
        }
        else if (access == StackAuthAccess.Server)
        {
            warnings.Add(new(AccessType, "is server: the secret server key goes with every request to the project's API, so each caller has the rights of the whole project, not those of the account's user."));
        }

        var options = new StackAuthOptions
        {
            ProjectId = projectId ?? string.Empty,
            BranchId = settings[BranchId],
            PublishableClientKey = publishable,
            SecretServerKey = server,
            Access = access,
        };
        return new UpstreamSetup(options, problems) { Warnings = warnings };
    }

    public static AccountSetup ReadAccount(AccountSettings settings)
    {
        var problems = new List<SettingProblem>();
        if (settings["Username"] is not null)
        {
            problems.Add(new("Username", "Stack Auth knows users by their e-mail address. Write Email in its place."));
        }

        if (settings["Profile"] is not null)
        {
            problems.Add(new("Profile", "a profile is for STX accounts. Take it out."));
        }

        return new AccountSetup(ReadMethod(settings, problems), problems) { ByEmailOnly = true };
    }

    private static LoginMethod ReadMethod(AccountSettings settings, List<SettingProblem> problems)
    {
        var method = settings[AccountSettings.Method] ?? AccountSetup.Password;
        LoginMethod? read = method.ToUpperInvariant() switch
        {
            "PASSWORD" => PasswordLogin.Instance,
            "OTP" => ReadOtp(settings, problems),
            "SERVERSESSION" => ReadServerSession(settings, problems),
            _ => null,
        };
        if (read is null)
        {
            // What belongs to it cannot be told.
            problems.Add(new(AccountSettings.Method, $"is not known. Use {AccountSetup.Password}, {Otp} or {ServerSession}."));
            return PasswordLogin.Instance;
        }

        RefuseUnused(settings, problems, OtpCallbackUrl, read is StackAuthOtp);
        RefuseUnused(settings, problems, UserId, read is StackAuthServerSession);
        if (settings.HasPassword && !read.NeedsPassword)
        {
            problems.Add(new(AccountSetup.Password, $"is not used by the method {method}. Take it out."));
        }

        return read;
    }

    private static StackAuthOtp ReadOtp(AccountSettings settings, List<SettingProblem> problems)
    {
        var callback = settings[OtpCallbackUrl];
        if (callback is null)
        {
            problems.Add(new(OtpCallbackUrl, "is missing. Write a URL that the project trusts; it need not exist, because the code works without the link in the mail."));
        }
        else if (!Uri.TryCreate(callback, UriKind.Absolute, out var url) || (url.Scheme != Uri.UriSchemeHttp && url.Scheme != Uri.UriSchemeHttps))
        {
            problems.Add(new(OtpCallbackUrl, "is no http or https URL. Write one that the project trusts."));
        }

        if ("Totp".Equals(settings["TwoFactor:Source"], StringComparison.OrdinalIgnoreCase))
        {
            problems.Add(new("TwoFactor:Source", "is Totp, and an authenticator does not know what was mailed. Use Manual or Command."));
        }

        return new StackAuthOtp(callback ?? string.Empty);
    }

    private static StackAuthServerSession ReadServerSession(AccountSettings settings, List<SettingProblem> problems)
    {
        var userId = settings[UserId];
        if (userId is null || !Guid.TryParseExact(userId, "D", out _))
        {
            problems.Add(new(UserId, $"{(userId is null ? "is missing" : "is no UUID")}. Copy the user's id from the project's dashboard."));
        }

        if (settings.Options is StackAuthOptions { SecretServerKey: null })
        {
            problems.Add(new(AccountSettings.Method, $"{ServerSession} needs Gateway:Upstreams:{settings.Upstream}:{SecretServerKey}. Set it, better by a file."));
        }

        if (settings["Email"] is not null)
        {
            problems.Add(new("Email", $"is not used by the method {ServerSession}. Take it out."));
        }

        return new StackAuthServerSession(userId ?? string.Empty);
    }

    private static StackAuthAccess ReadAccess(string? text, List<SettingProblem> problems)
    {
        switch (text?.ToUpperInvariant())
        {
            case null or "CLIENT":
                return StackAuthAccess.Client;
            case "SERVER":
                return StackAuthAccess.Server;
            default:
                problems.Add(new(AccessType, "is not known. Use client or server."));
                return StackAuthAccess.Client;
        }
    }

    private static void RefuseUnused(AccountSettings settings, List<SettingProblem> problems, string key, bool isUsed)
    {
        if (settings[key] is not null && !isUsed)
        {
            problems.Add(new(key, "is not used by the account's method. Take it out, or set Method."));
        }
    }

    private static void CheckHeader(List<SettingProblem> problems, string key, string? text)
    {
        if (text is not null && !StackAuthKey.IsHeaderText(text))
        {
            problems.Add(new(key, "holds characters that no id has. Copy it from the project's dashboard."));
        }
    }

    private static void CheckKey(List<SettingProblem> problems, string key, SecretReference? reference)
    {
        if (reference is SecretReference.Inline inline && StackAuthKey.Check(inline.Value, isServerKey: key == SecretServerKey) is { } problem)
        {
            problems.Add(new(key, $"{problem}. Copy the right one from the project's dashboard."));
        }
    }
}
