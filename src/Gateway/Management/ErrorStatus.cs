using Gateway.Core.Sessions;

namespace Gateway.Management;

/// <summary>The last failure of a login or refresh.</summary>
internal sealed record ErrorStatus(string Code, string Message, DateTime At)
{
    public static ErrorStatus? Of(AccountError? error) =>
        error is null ? null : new ErrorStatus(error.Code, error.Message, error.At.UtcDateTime);
}
