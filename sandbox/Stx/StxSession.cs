namespace Sandbox.Stx;

/// <summary>One login of one user on one device. Guarded by the lock of <see cref="SessionRegistry"/>.</summary>
internal sealed class StxSession(StxUser user, string? deviceId)
{
    public string Id { get; } = Guid.NewGuid().ToString();

    public StxUser User => user;

    public string? DeviceId => deviceId;

    public bool IsRevoked { get; set; }

    public List<AccessTokenRecord> AccessTokens { get; } = [];

    public List<RefreshTokenRecord> RefreshTokens { get; } = [];
}
