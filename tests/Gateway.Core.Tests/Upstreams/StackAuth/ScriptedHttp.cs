using System.Net;
using System.Text;

namespace Gateway.Core.Tests.Upstreams.StackAuth;

/// <summary>Answers the gateway's own calls one after the other and keeps what was sent.</summary>
internal sealed class ScriptedHttp : HttpMessageHandler
{
    private readonly Queue<Func<HttpResponseMessage>> _answers = new();

    public List<(string Method, string Path, IReadOnlyDictionary<string, string> Headers, string? ContentType, string Body)> Sent { get; } = [];

    public ScriptedHttp Json(int status, string body, params (string Name, string Value)[] headers) => Add(status, body, "application/json; charset=utf-8", headers);

    public ScriptedHttp Add(int status, string body, string contentType, params (string Name, string Value)[] headers)
    {
        _answers.Enqueue(() =>
        {
            var answer = new HttpResponseMessage((HttpStatusCode)status) { Content = new StringContent(body, Encoding.UTF8) };
            answer.Content.Headers.Remove("Content-Type");
            answer.Content.Headers.TryAddWithoutValidation("Content-Type", contentType);
            foreach (var (name, value) in headers)
            {
                answer.Headers.TryAddWithoutValidation(name, value);
            }

            return answer;
        });
        return this;
    }

    /// <summary>A refusal as the server writes it.</summary>
    public ScriptedHttp Refuse(int status, string code, string details = "{}") => Json(
        status, $$"""{"code":"{{code}}","details":{{details}},"error":"a sentence that may change"}""", ("x-stack-known-error", code), ("x-stack-request-id", "abcdefghijklmnop"));

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var body = request.Content is null ? string.Empty : await request.Content.ReadAsStringAsync(cancellationToken);
        Sent.Add((
            request.Method.Method,
            request.RequestUri!.PathAndQuery,
            request.Headers.NonValidated.ToDictionary(header => header.Key, header => header.Value.ToString(), StringComparer.OrdinalIgnoreCase),
            request.Content?.Headers.ContentType?.MediaType,
            body));
        return _answers.TryDequeue(out var answer) ? answer() : throw new HttpRequestException(HttpRequestError.ConnectionError, "no more answers");
    }
}
