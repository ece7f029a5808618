using Sandbox.GraphQl;

namespace Sandbox.Stx;

/// <summary>One operation of a request: read, planned and written into the journal, not yet executed.</summary>
internal sealed record PreparedCall(PlannedOperation? Operation, string? Error, StxCall Call);
