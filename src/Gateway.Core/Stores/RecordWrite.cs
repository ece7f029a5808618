namespace Gateway.Core.Stores;

/// <summary>One record to write or to remove, as bytes.</summary>
/// <param name="Kind">Which record.</param>
/// <param name="Envelope">Its encrypted form; null removes it.</param>
/// <param name="UsefulUntil">When a place that forgets may forget it; null for never.</param>
/// <param name="KeepOld">What is stored now could not be read and is put aside first, for a person to look at.</param>
public sealed record RecordWrite(RecordKind Kind, ReadOnlyMemory<byte>? Envelope, DateTimeOffset? UsefulUntil, bool KeepOld);
