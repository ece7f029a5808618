using System.Net;
using System.Text.Json;

namespace Gateway.Core.Upstreams.Stx;

/// <summary>
/// STX refuses a token with 401 on any path, or with status 200 on the GraphQL path: then every error's message contains
/// <c>unauthorized</c>, and <c>data</c> is absent, null, or an object of nulls.
/// </summary>
internal sealed class StxRefusals : IRefusalRules
{
    private const string Word = "unauthorized";

    private delegate RefusalSign ObjectJudge(ref Utf8JsonReader reader);

    public RefusalSign Judge(ReadOnlySpan<char> target, HttpResponseMessage answer) => answer.StatusCode switch
    {
        HttpStatusCode.Unauthorized => RefusalSign.Refused,
        HttpStatusCode.OK when MayBeUnclear(target) && JsonMedia.IsJson(answer.Content.Headers) => RefusalSign.Unclear,
        _ => RefusalSign.None,
    };

    public bool MayBeUnclear(ReadOnlySpan<char> target) => StxPaths.IsGraphQl(target);

    public bool MayBeSentAgain(in RefusedRequest request) => !StxPaths.MayBeGraphQl(request.Target) || StxReplays.MayBeSentAgain(request);

    public RefusalSign Judge(ReadOnlySpan<byte> body, bool isComplete)
    {
        var reader = new Utf8JsonReader(body, isComplete, default);
        try
        {
            return Judge(ref reader);
        }
        catch (JsonException)
        {
            return RefusalSign.None;
        }
    }

    private static RefusalSign Judge(ref Utf8JsonReader reader)
    {
        if (!reader.Read())
        {
            // Blanks and nothing else: a stream that keeps its connection alive, or one that has not begun.
            return RefusalSign.None;
        }

        var sign = reader.TokenType switch
        {
            JsonTokenType.StartObject => JudgeAnswer(ref reader),
            JsonTokenType.StartArray => JudgeBatch(ref reader),
            _ => RefusalSign.None,
        };
        // Whatever follows the document makes it something else.
        return sign == RefusalSign.Refused && (reader.Read() || !reader.IsFinalBlock) ? Unfinished(reader) : sign;
    }

    // An answer to several operations sent as one array.
    private static RefusalSign JudgeBatch(ref Utf8JsonReader reader) => JudgeEach(ref reader, JudgeAnswer);

    private static RefusalSign JudgeErrors(ref Utf8JsonReader reader) =>
        reader.TokenType == JsonTokenType.StartArray ? JudgeEach(ref reader, JudgeError) : RefusalSign.None;

    // A refusal is an array of at least one object, each of which is one.
    private static RefusalSign JudgeEach(ref Utf8JsonReader reader, ObjectJudge judge)
    {
        var count = 0;
        while (reader.Read())
        {
            if (reader.TokenType == JsonTokenType.EndArray)
            {
                return count > 0 ? RefusalSign.Refused : RefusalSign.None;
            }

            var sign = reader.TokenType == JsonTokenType.StartObject ? judge(ref reader) : RefusalSign.None;
            if (sign != RefusalSign.Refused)
            {
                return sign;
            }

            count++;
        }

        return Unfinished(reader);
    }

    private static RefusalSign JudgeAnswer(ref Utf8JsonReader reader)
    {
        var hasErrors = false;
        while (reader.Read())
        {
            if (reader.TokenType == JsonTokenType.EndObject)
            {
                return hasErrors ? RefusalSign.Refused : RefusalSign.None;
            }

            var isErrors = reader.ValueTextEquals("errors");
            var isData = reader.ValueTextEquals("data");
            if (!reader.Read())
            {
                break;
            }

            var sign = isErrors ? JudgeErrors(ref reader) : isData ? JudgeData(ref reader) : Skip(ref reader);
            if (sign != RefusalSign.Refused)
            {
                return sign;
            }

            hasErrors |= isErrors;
        }

        return Unfinished(reader);
    }

    private static RefusalSign JudgeData(ref Utf8JsonReader reader)
    {
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            return reader.TokenType == JsonTokenType.Null ? RefusalSign.Refused : RefusalSign.None;
        }

        while (reader.Read())
        {
            switch (reader.TokenType)
            {
                case JsonTokenType.EndObject:
                    return RefusalSign.Refused;
                case JsonTokenType.PropertyName or JsonTokenType.Null:
                    break;
                default:
                    return RefusalSign.None;
            }
        }

        return Unfinished(reader);
    }

    private static RefusalSign JudgeError(ref Utf8JsonReader reader)
    {
        var saysSo = false;
        while (reader.Read())
        {
            if (reader.TokenType == JsonTokenType.EndObject)
            {
                return saysSo ? RefusalSign.Refused : RefusalSign.None;
            }

            var isMessage = reader.ValueTextEquals("message");
            if (!reader.Read())
            {
                break;
            }

            if (isMessage)
            {
                if (reader.TokenType != JsonTokenType.String || !SaysUnauthorized(ref reader))
                {
                    return RefusalSign.None;
                }

                saysSo = true;
            }
            else if (Skip(ref reader) != RefusalSign.Refused)
            {
                break;
            }
        }

        return Unfinished(reader);
    }

    private static bool SaysUnauthorized(ref Utf8JsonReader reader)
    {
        try
        {
            return reader.GetString()!.Contains(Word, StringComparison.OrdinalIgnoreCase);
        }
        catch (InvalidOperationException)
        {
            // Half a surrogate pair: valid JSON, but no text.
            return false;
        }
    }

    // Says nothing either way: what was found so far stands.
    private static RefusalSign Skip(ref Utf8JsonReader reader) => reader.TrySkip() ? RefusalSign.Refused : Unfinished(reader);

    private static RefusalSign Unfinished(in Utf8JsonReader reader) => reader.IsFinalBlock ? RefusalSign.None : RefusalSign.Unclear;
}
