using Gateway.Listeners;

namespace Gateway.Settings.Sections;

/// <summary><c>Gateway:Proxy</c>, <c>Gateway:Management</c> and <c>Gateway:Health</c>, as far as they open sockets.</summary>
internal static class ListenerSection
{
    public static ListenerSettings? Read(SettingsScope scope, ListenerKind kind, string? defaultUrl)
    {
        var mode = ReadMode(scope);
        var url = scope.Text("Url") ?? defaultUrl;
        ListenerAddress? address = null;
        if (url is not null && !ListenerUrl.TryParse(url, out address, out var problem))
        {
            scope.Problem("Url", problem);
            if (url.StartsWith(Uri.UriSchemeHttps + Uri.SchemeDelimiter, StringComparison.OrdinalIgnoreCase))
            {
                ReadCertificate(scope, isHttps: true);
            }

            return null;
        }

        var certificate = ReadCertificate(scope, address is ListenerAddress.Tcp { IsHttps: true });
        if (url is null || address is null)
        {
            return null;
        }

        return new ListenerSettings(kind, url, address, mode, certificate);
    }

    /// <summary>Reports a proxy or management listener that is open to other machines without keys. One that runs serves nobody then.</summary>
    public static void CheckOpen(SettingsScope scope, ListenerSettings? listener, bool hasKeys, bool allowAnonymous)
    {
        if (listener is not null && OpenListenerRule.Find(listener.Kind, listener.Address.IsLocal, hasKeys, allowAnonymous) is { } problem)
        {
            scope.StartProblem("Url", $"{Quoted.Text(listener.Url)}: {problem}", "A listener that runs there serves nobody now.");
        }
    }

    private static CertificateLocation? ReadCertificate(SettingsScope scope, bool isHttps)
    {
        string[] keys = [CertificateFiles.CertificateSetting, CertificateFiles.KeySetting];
        var paths = Array.ConvertAll(keys, scope.FilePath);
        for (var i = 0; i < keys.Length; i++)
        {
            if (isHttps && !scope.Has(keys[i]))
            {
                scope.Problem(keys[i], $"is missing, and {scope.Key("Url")} is https. Name a PEM file, or write http://.");
            }
            else if (!isHttps && scope.Has(keys[i]))
            {
                scope.Problem(keys[i], $"is set, and {scope.Key("Url")} is not https. Write https://, or leave this key out.");
            }
        }

        if (!isHttps || paths is not [{ } certificate, { } key])
        {
            return null;
        }

        var location = new CertificateLocation(certificate, key);
        switch (CertificateFiles.Read(location))
        {
            case CertificateReading.Usable { Warning: { } warning }:
                scope.Warn(warning);
                break;
            case CertificateReading.Unusable unusable:
                scope.StartProblem(unusable.Setting, unusable.Problem, "A listener that runs keeps the certificate that it has.");
                break;
        }

        return location;
    }

    private static UnixFileMode ReadMode(SettingsScope scope)
    {
        const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        if (scope.Text("SocketMode") is not { } text)
        {
            return OwnerOnly;
        }

        if (text.TrimStart('0').Length <= 3 && text.Length is 3 or 4 && text.All(digit => digit is >= '0' and <= '7'))
        {
            return (UnixFileMode)Convert.ToInt32(text, 8);
        }

        scope.Problem("SocketMode", $"{Quoted.Text(text)} is no file mode. Write three octal digits, such as 660.");
        return OwnerOnly;
    }
}
