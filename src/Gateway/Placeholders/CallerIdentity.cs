using Gateway.Settings;

namespace Gateway.Placeholders;

/// <summary>Who a request comes from. A feature of requests that a key was needed for.</summary>
/// <param name="Caller">The caller.</param>
/// <param name="Key">Its key, by its hash.</param>
/// <param name="ByLogin">Whether the key was the password or a token of the login operation that the request is.</param>
/// <param name="HasKey">Whether a valid key stands on the request beside the tokens of Stack Auth's clients and its login operation.</param>
internal sealed record CallerIdentity(CallerDefinition Caller, KeyHash Key, bool ByLogin, bool HasKey);
