using System.Net.Http.Headers;
using Gateway.Core.Primitives;

namespace Gateway.Core.Upstreams.StackAuth;

/// <summary>What tells the project's API which project is meant and with which rights. Goes nowhere else.</summary>
internal sealed class StackAuthProject(StackAuthOptions options, TimeProvider clock)
{
    private readonly StackAuthKey _publishable = new(options.PublishableClientKey, isServerKey: false, clock);
    private readonly StackAuthKey _server = new(options.SecretServerKey, isServerKey: true, clock);

    /// <summary>Puts it on a caller's request: with a server's rights only if the settings say so.</summary>
    public void PutOnCallers(HttpRequestHeaders headers) => Put(headers, options.Access == StackAuthAccess.Server);

    /// <summary>
    /// Puts it on one of the gateway's own calls, with no more rights than it needs: the server key where a server is wanted, and where
    /// there is no other key. Null when done, else why a key cannot be used.
    /// </summary>
    public string? PutOnOwn(HttpRequestHeaders headers, bool asServer = false)
    {
        var isServer = asServer || (_server.IsConfigured && !_publishable.IsConfigured);
        (isServer ? _server : _publishable).Read(out var problem);
        Put(headers, isServer);
        return problem;
    }

    /// <summary>Takes it off again.</summary>
    public static void Remove(HttpRequestHeaders headers)
    {
        headers.Remove(StackAuthHeaders.AccessType);
        headers.Remove(StackAuthHeaders.ProjectId);
        headers.Remove(StackAuthHeaders.BranchId);
        headers.Remove(StackAuthHeaders.PublishableClientKey);
        headers.Remove(StackAuthHeaders.SecretServerKey);
    }

    /// <summary>All of it as one text, to notice a change by.</summary>
    public Secret Read() => new(string.Join(
        '\n', options.ProjectId, options.BranchId, _publishable.Value?.Reveal(), _server.Value?.Reveal()));

    private void Put(HttpRequestHeaders headers, bool asServer)
    {
        headers.TryAddWithoutValidation(StackAuthHeaders.AccessType, asServer ? "server" : "client");
        headers.TryAddWithoutValidation(StackAuthHeaders.ProjectId, options.ProjectId);
        if (options.BranchId is { } branch)
        {
            headers.TryAddWithoutValidation(StackAuthHeaders.BranchId, branch);
        }

        if (asServer && _server.Value is { } serverKey)
        {
            headers.TryAddWithoutValidation(StackAuthHeaders.SecretServerKey, serverKey.Reveal());
        }
        else if (!asServer && _publishable.Value is { } clientKey)
        {
            headers.TryAddWithoutValidation(StackAuthHeaders.PublishableClientKey, clientKey.Reveal());
        }
    }
}
