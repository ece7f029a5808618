namespace Gateway.Core.Sessions;

/// <summary>A failure of a login or refresh.</summary>
/// <param name="Code">A stable word.</param>
/// <param name="Message">One sentence, no secrets.</param>
/// <param name="At">When.</param>
public sealed record AccountError(string Code, string Message, DateTimeOffset At);
