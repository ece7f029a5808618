using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Gateway.Core.Tokens;

namespace Gateway.Core.Stores;

/// <summary>The stored form of records. Members that this version does not know are passed over.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Skip,
    IgnoreReadOnlyProperties = true,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true,
    Converters = [typeof(SecretTextConverter)])]
[JsonSerializable(typeof(Session))]
[JsonSerializable(typeof(TwoFactorChallenge))]
[JsonSerializable(typeof(LoginLedger))]
[JsonSerializable(typeof(CredentialRejection))]
[JsonSerializable(typeof(TotpStep))]
[JsonSerializable(typeof(DeviceIdentity))]
[JsonSerializable(typeof(LogoutMark))]
[JsonSerializable(typeof(SigningSecret))]
internal sealed partial class RecordJson : JsonSerializerContext
{
    public static JsonTypeInfo TypeOf(RecordKind kind) => kind switch
    {
        RecordKind.Session => Default.Session,
        RecordKind.Challenge => Default.TwoFactorChallenge,
        RecordKind.Budget => Default.LoginLedger,
        RecordKind.Rejection => Default.CredentialRejection,
        RecordKind.Totp => Default.TotpStep,
        RecordKind.Device => Default.DeviceIdentity,
        RecordKind.Logout => Default.LogoutMark,
        RecordKind.Signing => Default.SigningSecret,
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "An unknown kind of record."),
    };
}
