using System.Text.Json;

namespace Gateway.Core.Sessions;

/// <summary>How a state is written outside: snake case.</summary>
public static class AccountStateName
{
    /// <summary>The name of a state, such as <c>logging_in</c>.</summary>
    public static string Of(AccountState state) => JsonNamingPolicy.SnakeCaseLower.ConvertName(state.ToString());
}
