namespace Gateway.Tests.Proxying.Conformance;

/// <summary>An answer as the caller saw it.</summary>
internal sealed record ReceivedAnswer(
    int Status, string? Reason, Version Version, IReadOnlyDictionary<string, string[]> Headers, IReadOnlyDictionary<string, string[]> Trailers, long Length, string Hash)
{
    public static async Task<ReceivedAnswer> ReadAsync(HttpResponseMessage answer)
    {
        var body = await answer.Content.ReadAsByteArrayAsync();
        return new ReceivedAnswer(
            (int)answer.StatusCode,
            answer.ReasonPhrase,
            answer.Version,
            HeaderTable.Of(answer.Headers.NonValidated, answer.Content.Headers.NonValidated),
            HeaderTable.Of(answer.TrailingHeaders.NonValidated),
            body.Length,
            Convert.ToHexString(System.Security.Cryptography.SHA256.HashData(body)));
    }
}
