using Gateway.Core.Upstreams;
using Gateway.Proxying.Bodies;

namespace Gateway.Proxying.Refusals;

/// <summary>
/// Looks into the body of one answer whose head cannot tell whether it refuses the token, only as far as it still looks like a refusal.
/// The answer then has a new content that gives the same bytes again, as long as the inspection is not disposed.
/// </summary>
internal sealed class AnswerInspection(IRefusalRules rules, BufferBudget budget) : IDisposable
{
    /// <summary>The longest body that can be a refusal, coded and decoded: a bomb stops here.</summary>
    public const int MaxBytes = 64 * 1024;

    // A refusal comes in one piece or a few. What trickles is a stream.
    private const int MaxPieces = 32;

    // Nearly every answer shows in its first bytes that it is none.
    private const int FirstPiece = 1024;

    private readonly BoundedBuffer _record = new(budget, MaxBytes);
    private readonly BoundedBuffer _decoded = new(budget, MaxBytes);

    /// <summary>
    /// True if the token is refused. A body that is too long by its head, or in a coding that is not known, is not touched. Whatever
    /// breaks on the way breaks again for the caller who reads the answer.
    /// </summary>
    public Task<bool> IsRefusedAsync(HttpResponseMessage answer, CancellationToken cancellationToken) =>
        answer.Content.Headers.ContentLength is not (0 or > MaxBytes)
        && ContentCoding.Of(answer.Content.Headers) is { } coding
        && (coding.Length == 0 || ContentCoding.IsKnown(coding))
            ? LookIntoAsync(answer, coding, cancellationToken)
            : Task.FromResult(false);

    public void Dispose()
    {
        _record.Dispose();
        _decoded.Dispose();
    }

    private async Task<bool> LookIntoAsync(HttpResponseMessage answer, string coding, CancellationToken cancellationToken)
    {
        var body = await answer.Content.ReadAsStreamAsync(cancellationToken);
        var recording = new RecordingStream(body, _record);
        try
        {
            var length = (int)(answer.Content.Headers.ContentLength ?? 0);
            return coding.Length == 0
                ? await LookIntoPlainAsync(recording, length, cancellationToken)
                : await LookIntoCodedAsync(recording, coding, length, cancellationToken);
        }
        catch (Exception failure) when (failure is IOException or InvalidDataException or InvalidOperationException)
        {
            // Broken off, or not in the coding it says: no refusal that could be understood.
            return false;
        }
        finally
        {
            answer.Content = new PrefixedContent(answer.Content, _record.Written, body);
        }
    }

    private async Task<bool> LookIntoPlainAsync(RecordingStream recording, int length, CancellationToken cancellationToken)
    {
        for (var piece = 0; piece < MaxPieces; piece++)
        {
            var count = await recording.RecordAsync(piece == 0 ? FirstPiece : MaxBytes, length, cancellationToken);
            var isComplete = recording.HasEnded || (length > 0 && _record.Written.Length == length);
            if (count == 0 && !isComplete)
            {
                return false;
            }

            var sign = rules.Judge(_record.Written.Span, isComplete);
            if (sign != RefusalSign.Unclear || isComplete)
            {
                return sign == RefusalSign.Refused;
            }
        }

        return false;
    }

    private async Task<bool> LookIntoCodedAsync(RecordingStream recording, string coding, int length, CancellationToken cancellationToken)
    {
        await recording.RecordAsync(MaxBytes, length, cancellationToken);
        await using var decoder = ContentCoding.Decode(coding, recording, _record.Written.Span);
        for (var piece = 0; piece < MaxPieces; piece++)
        {
            var room = _decoded.GetRoom();
            if (room.IsEmpty)
            {
                return false;
            }

            var count = await decoder.ReadAsync(room, cancellationToken);
            _decoded.Advance(count);
            var sign = rules.Judge(_decoded.Written.Span, isComplete: count == 0);
            if (sign != RefusalSign.Unclear || count == 0)
            {
                return sign == RefusalSign.Refused;
            }
        }

        return false;
    }
}
