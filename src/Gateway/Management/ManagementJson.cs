using System.Text.Json.Serialization;

namespace Gateway.Management;

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(AccountStatus))]
[JsonSerializable(typeof(IReadOnlyList<AccountStatus>))]
[JsonSerializable(typeof(LoginBody))]
[JsonSerializable(typeof(CodeBody))]
internal sealed partial class ManagementJson : JsonSerializerContext;
