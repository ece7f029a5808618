using Microsoft.Extensions.DependencyInjection;

namespace Gateway.Core.Credentials;

/// <summary>Registers this room.</summary>
public static class CredentialServices
{
    /// <summary>Adds the <see cref="ICredentialSource"/> that reads settings, secret files and STX profile files.</summary>
    public static IServiceCollection AddCredentials(this IServiceCollection services) =>
        services.AddSingleton<ICredentialSource, CredentialSource>();
}
