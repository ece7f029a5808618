using Gateway.Core.Credentials;
using Gateway.Core.Primitives;

namespace Gateway.Core.Upstreams;

/// <summary>What a protocol needs to log an account in.</summary>
/// <param name="Account">Whose login it is, for logs.</param>
/// <param name="Credentials">Read a moment ago and not kept afterwards.</param>
/// <param name="DeviceId">The account's stable device id; a changing one makes upstreams ask for a second factor each time.</param>
/// <param name="CodeLifetime">How long a code can be given, if the settings say; null for what the protocol knows.</param>
public sealed record LoginRequest(AccountName Account, LoginCredentials Credentials, string DeviceId, TimeSpan? CodeLifetime);
