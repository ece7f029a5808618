using System.Collections.Immutable;
using System.Text.Json;
using Gateway.Core.Primitives;
using Gateway.Core.Tokens;

namespace Gateway.Core.Upstreams.Stx;

/// <summary>The <c>LoginResult</c> of one answer, all of whose fields may be absent.</summary>
internal readonly struct StxLoginAnswer
{
    private static readonly TimeSpan RefreshTokenLifetime = TimeSpan.FromHours(24);
    private readonly JsonElement _result;

    private StxLoginAnswer(JsonElement result) => _result = result;

    /// <summary>Finds <c>data.{operation}</c>; an absent or null one has no fields.</summary>
    public static StxLoginAnswer Read(JsonElement answer, string operation) =>
        answer.ValueKind == JsonValueKind.Object
        && answer.TryGetProperty("data", out var data) && data.ValueKind == JsonValueKind.Object
        && data.TryGetProperty(operation, out var result) && result.ValueKind == JsonValueKind.Object
            ? new StxLoginAnswer(result)
            : default;

    public bool PromptsTwoFactor => Flag("promptTwoFactorAuth");

    public Secret? SessionId => Secret.OrNull(Text("sessionId"));

    public string? UserId => Text("userId");

    /// <summary>The grant, or null if there is no token in the answer.</summary>
    public TokenGrant? Grant(DateTimeOffset? serverTime)
    {
        if (TokenText.Read(Text("token")) is not { } token)
        {
            return null;
        }

        var refreshToken = Secret.OrNull(Text("refreshToken"));
        return new TokenGrant
        {
            AccessToken = token,
            RefreshToken = refreshToken,
            RefreshTokenLifetime = refreshToken is null ? null : RefreshTokenLifetime,
            SessionId = SessionId,
            UserId = UserId,
            UserUid = Text("userUid"),
            ServerTime = serverTime,
            Details = Text("userStatus") is { } status
                ? ImmutableSortedDictionary<string, string?>.Empty.Add("userStatus", status)
                : ImmutableSortedDictionary<string, string?>.Empty,
            Warnings = Flag("promptTncAcceptance") ? [SessionWarning.TermsNotAccepted] : [],
        };
    }

    private bool Flag(string name) => Find(name, out var value) && value.ValueKind == JsonValueKind.True;

    private string? Text(string name)
    {
        if (!Find(name, out var value))
        {
            return null;
        }

        var text = value.ValueKind switch
        {
            JsonValueKind.String => JsonText.Read(value),
            JsonValueKind.Number => value.GetRawText(),
            _ => null,
        };
        return string.IsNullOrEmpty(text) ? null : text;
    }

    private bool Find(string name, out JsonElement value)
    {
        value = default;
        return _result.ValueKind == JsonValueKind.Object && _result.TryGetProperty(name, out value);
    }
}
