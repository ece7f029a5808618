namespace Gateway.Core.Upstreams.Stx;

/// <summary>Finds the exchange's addresses: a written one, else the one of the region and environment.</summary>
internal static class StxAddresses
{
    /// <summary><c>BaseUrl</c> stands above <c>Region</c> (default ontario) and <c>Environment</c> (default staging); <c>AuthUrl</c> is <c>BaseUrl</c> unless written.</summary>
    public static UpstreamAddresses Resolve(UpstreamSettings settings)
    {
        var problems = new List<string>();
        var baseUrl = settings["BaseUrl"] ?? FromTable(settings, problems);
        return new UpstreamAddresses(baseUrl, settings["AuthUrl"] ?? baseUrl, problems);
    }

    private static string? FromTable(UpstreamSettings settings, List<string> problems)
    {
        var region = settings["Region"] ?? StxHosts.DefaultRegion;
        var environment = settings["Environment"] ?? StxHosts.DefaultEnvironment;
        var wayOut = $"or set {settings.Path}:BaseUrl";
        if (StxHosts.TryFind(region, environment, out var host))
        {
            return $"https://{host}";
        }

        if (!StxHosts.IsRegion(region))
        {
            problems.Add($"{settings.Path}:Region: '{region}' is not known. Use one of {string.Join(", ", StxHosts.Regions)}, {wayOut}.");
            return null;
        }

        var open = string.Join(", ", StxHosts.EnvironmentsOf(region));
        problems.Add(StxHosts.IsNotOpen(region, environment)
            ? $"{settings.Path}:Environment: '{environment}' of region {region} is not open. Use one of {open}, {wayOut}."
            : settings["Environment"] is null
                ? $"{settings.Path}:Environment: is not set, and region {region} has no '{environment}', the default. Use one of {open}, {wayOut}."
                : $"{settings.Path}:Environment: '{environment}' is not known in region {region}. Use one of {open}, {wayOut}.");
        return null;
    }
}
