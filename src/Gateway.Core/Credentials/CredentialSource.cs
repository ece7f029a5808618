using Gateway.Core.Primitives;
using Gateway.Core.Secrets;
using Microsoft.Extensions.Logging;

namespace Gateway.Core.Credentials;

/// <summary>
/// Each value from the settings, else from the profile. A place that was named and cannot be read is never passed over: what comes
/// next may belong to somebody else.
/// </summary>
internal sealed class CredentialSource(ILogger<CredentialSource> logger) : ICredentialSource
{
    private readonly LooseModes _modes = new(logger);

    public ValueTask<CredentialResult> ReadAsync(CredentialSettings settings, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return ValueTask.FromResult(Read(settings));
    }

    private CredentialResult Read(CredentialSettings settings)
    {
        var method = settings.Method;
        if (method.Login is { } name)
        {
            return new CredentialResult.Found(new LoginCredentials(null, name, null) { Method = method });
        }

        var profile = settings.Profile is { } named ? StxProfileFile.Read(named) : null;
        var found = profile as ProfileResult.Found;
        var secret = settings.Password is { } reference ? SecretReader.Read(reference) : null;

        // A user name that was set is who logs in; the profile's e-mail is somebody the settings did not ask for.
        var email = settings.Email ?? (settings.Username is null ? found?.Profile.Email : null);
        var login = email ?? settings.Username;
        var password = secret is null ? found?.Profile.Password : secret.Value;

        List<string> problems = [];
        Add(problems, (profile as ProfileResult.Unreadable)?.Reason);
        Add(problems, secret?.Problem);
        var noPassword = method.NeedsPassword && password is null;
        if (problems.Count == 0 && login is not null && !noPassword)
        {
            var credentials = new LoginCredentials(email, settings.Username, method.NeedsPassword ? password : null) { Method = method };
            return new CredentialResult.Found(credentials) { Warnings = Warnings(found, secret) };
        }

        return new CredentialResult.Missing(Detail(login is null, noPassword, problems, Places(settings, found)), login);
    }

    private static string Detail(bool noLogin, bool noPassword, List<string> problems, TextList places)
    {
        List<string> sentences = [];
        Add(sentences, (noLogin, noPassword) switch
        {
            (true, true) => "No e-mail (or user name) and no password was found.",
            (true, false) => "No e-mail (or user name) was found.",
            (false, true) => "No password was found.",
            _ => null,
        });
        sentences.AddRange(problems);
        Add(sentences, places.Count > 0 ? $"Looked in: {string.Join(", ", places)}." : null);
        return string.Join(' ', sentences);
    }

    private static TextList Places(CredentialSettings settings, ProfileResult.Found? found) =>
        found is null ? settings.Places : [.. settings.Places, $"section [{settings.Profile!.Section}] of {found.Path}"];

    private List<string> Warnings(ProfileResult.Found? profile, SecretReading? secret)
    {
        List<string> warnings = [];
        Add(warnings, profile is null ? null : _modes.OfProfile(profile));
        Add(warnings, secret is null ? null : _modes.OfSecret(secret));
        return warnings;
    }

    private static void Add(List<string> list, string? item)
    {
        if (item is not null)
        {
            list.Add(item);
        }
    }
}
