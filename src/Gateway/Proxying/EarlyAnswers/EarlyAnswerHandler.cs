using System.Net;

namespace Gateway.Proxying.EarlyAnswers;

/// <summary>
/// Lets the answer of an upstream be seen that does not take the whole body of a request. The client library reads an answer over
/// HTTP/1.1 only after it has sent the body, and what it cannot send it takes for the end of the connection. So both ends of its way
/// are held: the content of the request (<see cref="UploadContent"/>) and the connection (<see cref="UpstreamStream"/>).
/// </summary>
internal sealed class EarlyAnswerHandler(HttpMessageHandler sender) : DelegatingHandler(sender)
{
    /// <summary>What a connection of the client library is put into.</summary>
    public static Stream Watch(SocketsHttpPlaintextStreamFilterContext connection, TimeProvider time) =>
        // A tunnel through a proxy is a request of its own, and the connection in it comes here again.
        connection.NegotiatedHttpVersion == HttpVersion.Version11 && connection.InitialRequestMessage.Method != HttpMethod.Connect
            ? new UpstreamStream(connection.PlaintextStream, time)
            : connection.PlaintextStream;

    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
        // With "Expect: 100-continue" the library reads while it sends; what it has read cannot be held back.
        request.Content is null or ByteArrayContent || request.Headers.ExpectContinue == true
            ? base.SendAsync(request, cancellationToken)
            : SendUploadAsync(request, cancellationToken);

    private async Task<HttpResponseMessage> SendUploadAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        request.Content = new UploadContent(request.Content!, Upload.Begin());
        return await base.SendAsync(request, cancellationToken);
    }
}
