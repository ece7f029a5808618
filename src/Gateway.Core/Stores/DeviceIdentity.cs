namespace Gateway.Core.Stores;

/// <summary>The stable device id of an account, made once.</summary>
/// <param name="Id">The id.</param>
public sealed record DeviceIdentity(string Id);
