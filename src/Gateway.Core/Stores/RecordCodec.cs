using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text.Json;
using Gateway.Core.Primitives;
using Gateway.Core.Tokens;
using Microsoft.Extensions.Logging;

namespace Gateway.Core.Stores;

/// <summary>Between records and envelopes. An envelope that cannot be read is told once, for as long as it lies there.</summary>
internal sealed class RecordCodec(SessionCipher cipher, ILogger logger)
{
    private readonly UnreadableLog _unreadable = new(logger);

    public byte[] Encode(AccountName account, RecordKind kind, object value)
    {
        var plaintext = JsonSerializer.SerializeToUtf8Bytes(value, RecordJson.TypeOf(kind));
        try
        {
            return cipher.Seal(account, kind, plaintext);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(plaintext);
        }
    }

    public AccountRecords Decode(AccountName account, IReadOnlyDictionary<RecordKind, ReadOnlyMemory<byte>> envelopes)
    {
        var records = new Dictionary<RecordKind, object>();
        var hasForeignSession = false;
        var unreadable = ImmutableArray.CreateBuilder<RecordKind>();
        var readings = new List<(RecordKind Kind, string? Problem)>();
        foreach (var (kind, envelope) in envelopes)
        {
            var (value, problem, isOfOtherKey) = Decode(account, kind, envelope.Span);
            hasForeignSession |= isOfOtherKey && kind == RecordKind.Session;
            readings.Add((kind, problem));
            if (value is null)
            {
                unreadable.Add(kind);
            }
            else
            {
                records.Add(kind, value);
            }
        }

        _unreadable.Note(account, readings);

        return new AccountRecords
        {
            Session = (Session?)records.GetValueOrDefault(RecordKind.Session),
            Challenge = (TwoFactorChallenge?)records.GetValueOrDefault(RecordKind.Challenge),
            Budget = (LoginLedger?)records.GetValueOrDefault(RecordKind.Budget),
            Rejection = (CredentialRejection?)records.GetValueOrDefault(RecordKind.Rejection),
            Totp = (TotpStep?)records.GetValueOrDefault(RecordKind.Totp),
            Device = (DeviceIdentity?)records.GetValueOrDefault(RecordKind.Device),
            Logout = (LogoutMark?)records.GetValueOrDefault(RecordKind.Logout),
            Signing = (SigningSecret?)records.GetValueOrDefault(RecordKind.Signing),
            Unreadable = unreadable.ToImmutable(),
            HasForeignSession = hasForeignSession,
        };
    }

    private (object? Value, string? Problem, bool IsOfOtherKey) Decode(AccountName account, RecordKind kind, ReadOnlySpan<byte> envelope)
    {
        var opened = cipher.Open(account, kind, envelope);
        if (!opened.IsReadable)
        {
            return (null, opened.Problem, opened.IsOfOtherKey);
        }

        try
        {
            return (Complete(JsonSerializer.Deserialize(opened.Plaintext, RecordJson.TypeOf(kind))), null, false);
        }
        catch (JsonException)
        {
            return (null, "this version does not understand it; run the version that wrote it or let this one replace it", false);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(opened.Plaintext);
        }
    }

    // The generated reader gives members that an older version did not write their type's default instead of their initial value.
    private static object Complete(object? value) => value switch
    {
        null => throw new JsonException("A record that is null."),
        Session session => session with
        {
            Details = session.Details ?? ImmutableSortedDictionary<string, string?>.Empty,
            Warnings = session.Warnings.IsDefault ? [] : session.Warnings,
        },
        _ => value,
    };
}
