namespace Gateway.Listeners;

/// <summary>A feature of a connection: whether a request has come on it.</summary>
internal sealed class FreshConnection
{
    private volatile bool _hasRequest;

    public bool HasRequest
    {
        get => _hasRequest;
        set => _hasRequest = value;
    }
}
