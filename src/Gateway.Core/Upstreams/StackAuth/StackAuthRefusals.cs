using System.Text.Json;

namespace Gateway.Core.Upstreams.StackAuth;

/// <summary>
/// The project's API refuses a token with 401 and one of three codes, also behind a status 200 that the caller asked for; its other 401
/// are about keys and rights. An application's own backend has no such codes: there any 401 is a refusal. Nothing is carried out in
/// either case.
/// </summary>
/// <param name="isProjectApi">Whether requests go to the project's API, and not to an own backend.</param>
internal sealed class StackAuthRefusals(bool isProjectApi) : IRefusalRules
{
    public RefusalSign Judge(ReadOnlySpan<char> target, HttpResponseMessage answer)
    {
        if (!isProjectApi)
        {
            return (int)answer.StatusCode == 401 ? RefusalSign.Refused : RefusalSign.None;
        }

        if (StackAuthHeaders.StatusOf((int)answer.StatusCode, answer.Headers) != 401)
        {
            return RefusalSign.None;
        }

        return StackAuthHeaders.CodeOf(answer.Headers) is { } code
            ? StackAuthCodes.InvalidToken.Contains(code) ? RefusalSign.Refused : RefusalSign.None
            : JsonMedia.IsJson(answer.Content.Headers) ? RefusalSign.Unclear : RefusalSign.None;
    }

    public RefusalSign Judge(ReadOnlySpan<byte> body, bool isComplete)
    {
        var reader = new Utf8JsonReader(body, isComplete, default);
        try
        {
            return reader.Read() && reader.TokenType != JsonTokenType.StartObject ? RefusalSign.None : JudgeMembers(ref reader);
        }
        catch (JsonException)
        {
            return RefusalSign.None;
        }
    }

    public bool MayBeUnclear(ReadOnlySpan<char> target) => isProjectApi;

    public bool MayBeSentAgain(in RefusedRequest request) => true;

    private static RefusalSign JudgeMembers(ref Utf8JsonReader reader)
    {
        while (reader.Read())
        {
            if (reader.TokenType != JsonTokenType.PropertyName)
            {
                return RefusalSign.None;
            }

            var isCode = reader.ValueTextEquals("code");
            if (!reader.Read())
            {
                break;
            }

            if (isCode)
            {
                return reader.TokenType == JsonTokenType.String && IsInvalidToken(reader) ? RefusalSign.Refused : RefusalSign.None;
            }

            if (!reader.TrySkip())
            {
                break;
            }
        }

        return reader.IsFinalBlock ? RefusalSign.None : RefusalSign.Unclear;
    }

    private static bool IsInvalidToken(in Utf8JsonReader reader)
    {
        foreach (var code in StackAuthCodes.InvalidToken)
        {
            if (reader.ValueTextEquals(code))
            {
                return true;
            }
        }

        return false;
    }
}
