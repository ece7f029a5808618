using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Text;
using Gateway.Core.GraphQl;
using Gateway.Core.Primitives;

namespace Gateway.Core.Upstreams.Stx;

/// <summary>The login operations of STX's clients: root fields of mutations at the one GraphQL path.</summary>
internal sealed class StxLoginDialect : ILoginDialect
{
    // More than any client asks for at once; each one costs a token's signature.
    private const int MostCalls = 16;

    // All of them together. A login has some twenty fields; each one here may be answered with a token.
    private const int MostSelections = 256;

    private static readonly FrozenDictionary<string, LoginCallKind> Fields = new Dictionary<string, LoginCallKind>(StringComparer.Ordinal)
    {
        ["login"] = LoginCallKind.Login,
        ["confirm2Fa"] = LoginCallKind.Confirm,
        ["newToken"] = LoginCallKind.Renew,
        ["send2Fa"] = LoginCallKind.Resend,
        ["logout"] = LoginCallKind.Logout,
    }.ToFrozenDictionary(StringComparer.Ordinal);

    // The last ones name documents that only the server knows.
    private static readonly GraphQlWords Words = new([.. Fields.Keys, "persistedQuery", "documentId"]);

    private static readonly FrozenSet<string> Folded = Fields.Keys.Select(GraphQlName.Fold).ToFrozenSet(StringComparer.Ordinal);

    public bool IsLoginPath(ReadOnlySpan<char> path) => LoginPath.Holds(path, "api", "graphql");

    public bool MayBeLogin(CallerRequest request) =>
        request.IsEncoded
        || Words.MayBeIn(request.Body.Span)
        || (request.Query.Length > 0 && Words.MayBeIn(Encoding.Latin1.GetBytes(request.Query)))
        || PartHeaders.MayHideText(request.Body.Span)
        || IsOtherEncoding(request);

    public ILoginWatch Watch() => new StxLoginWatch(Words);

    public bool OnlyReads(CallerRequest request) => !request.IsEncoded && GraphQlReader.Read(request.ToGraphQl()).OnlyQueries;

    public CallerLogin Read(CallerRequest request)
    {
        if (request.IsEncoded)
        {
            return Unreadable("its body is compressed");
        }

        var reading = GraphQlReader.Read(request.ToGraphQl());
        if (!reading.IsReadable)
        {
            return Unreadable(reading.Problem!);
        }

        if (!reading.Operations.Any(static operation => operation.Mentioned.Any(IsLoginField)))
        {
            return new CallerLogin.None();
        }

        if (reading.Operations.Any(static operation => operation.Mentioned.Any(static field => IsLoginField(field) && !Fields.ContainsKey(field))))
        {
            return new CallerLogin.Refused($"The document writes the name of a login operation in other letters, which some servers take for it. Write it as one of {List}; login operations are never forwarded.");
        }

        if (request.Method != "POST" || reading.Operations.Any(static operation => operation.Kind != GraphQlOperationKind.Mutation))
        {
            return new CallerLogin.Refused($"{List} are fields of mutations: send them as mutations, by POST, and apart from queries.");
        }

        return reading.Operations.Any(static operation => !operation.Mentioned.All(IsAnswerable))
            ? new CallerLogin.Refused($"The document has fields of login operations ({List}) beside others. The gateway answers the first itself and forwards the others; send them in documents of their own.")
            : Find(reading);
    }

    public LoginReply Answer(CallerLogin.Found login, IReadOnlyList<LoginOutcome> outcomes) =>
        StxLoginReply.Write((StxLoginForm)login.Form, outcomes);

    private static string List { get; } = string.Join(", ", Fields.Keys);

    private static CallerLogin.Refused Unreadable(string reason) => new(
        $"The request may be a login operation, and the gateway cannot read it for certain: {reason}. Login operations are never forwarded; send one as a plain JSON object of query, variables and operationName, no longer than Gateway:Proxy:MaxReplayBytes.");

    private static bool IsLoginField(string field) => Folded.Contains(GraphQlName.Fold(field));

    private static bool IsAnswerable(string field) => Fields.ContainsKey(field) || field == StxLoginForm.TypeName;

    private static CallerLogin Find(GraphQlReading reading)
    {
        var calls = ImmutableArray.CreateBuilder<LoginCall>();
        var documents = ImmutableArray.CreateBuilder<ImmutableArray<StxLoginField>>();
        var selected = 0;
        foreach (var operation in reading.Operations)
        {
            if (operation.CollectFields() is not { } fields || fields.Count + calls.Count > MostCalls)
            {
                return Unreadable("its fields contradict each other, a condition is no boolean, or it asks for too much at once");
            }

            var asked = ImmutableArray.CreateBuilder<StxLoginField>(fields.Count);
            foreach (var field in fields)
            {
                if (field.Name == StxLoginForm.TypeName)
                {
                    asked.Add(new StxLoginField(field.ResponseKey, null, null, []));
                    continue;
                }

                if (!field.HasSelections || field.CollectSelections() is not { } selections)
                {
                    return Unreadable($"nothing, or nothing certain, is selected of the field {field.Name}");
                }

                selected += selections.Count;
                if (selected > MostSelections)
                {
                    return Unreadable($"it selects more than {MostSelections} fields");
                }

                var call = Call(Fields[field.Name], field);
                asked.Add(new StxLoginField(field.ResponseKey, call.Kind, calls.Count, [.. selections.Select(selection => (selection.ResponseKey, selection.Name))]));
                calls.Add(call);
            }

            documents.Add(asked.ToImmutable());
        }

        return new CallerLogin.Found(calls.ToImmutable(), new StxLoginForm(documents.ToImmutable(), reading.IsBatch));
    }

    private static LoginCall Call(LoginCallKind kind, GraphQlField field)
    {
        var credentials = field.Argument("credentials");
        return new LoginCall(kind)
        {
            Login = Text(credentials?.Member("email")) ?? Text(credentials?.Member("username")) ?? Text(field.Argument("email")),
            Password = Secret.OrNull(Text(credentials?.Member("password"))),
            Ticket = Secret.OrNull(Text(field.Argument(kind == LoginCallKind.Renew ? "refreshToken" : "sessionId"))),
            Code = Secret.OrNull(Text(field.Argument("code"))?.Trim()),
        };
    }

    private static string? Text(GraphQlValue? value) => value?.Text is { Length: > 0 } text ? text : null;

    // In another encoding the words would be other bytes. Parts of forms may hold anything.
    private static bool IsOtherEncoding(CallerRequest request)
    {
        var isForm = request.ContentType?.StartsWith("multipart/", StringComparison.OrdinalIgnoreCase) == true;
        return (!isForm && request.Body.Span.Contains((byte)0))
            || (request.ContentType?.Contains("charset", StringComparison.OrdinalIgnoreCase) == true && !GraphQlReader.IsUtf8(request.ContentType));
    }
}
