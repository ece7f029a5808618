using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json;
using Gateway.Core.Secrets;
using Gateway.Listeners;

namespace Gateway.Cli;

/// <summary>Talks to a running gateway by its management listener, and by nothing else.</summary>
internal sealed class ManagementClient : IDisposable
{
    private readonly HttpClient _http;
    private readonly string _url;
    private readonly SecretReference? _key;

    /// <param name="listener">The management listener of the settings.</param>
    /// <param name="patience">How long an answer may take.</param>
    /// <param name="key">The management key; null if there is none.</param>
    public ManagementClient(ListenerSettings listener, TimeSpan patience, SecretReference? key)
    {
        (_url, _key) = (listener.Url, key);
        var handler = new SocketsHttpHandler { UseProxy = false, AllowAutoRedirect = false, UseCookies = false };
        if (listener.Certificate is { } certificate)
        {
            handler.SslOptions.RemoteCertificateValidationCallback = (_, shown, _, errors) => errors == SslPolicyErrors.None || IsOwn(certificate, shown);
        }

        if (listener.Address is ListenerAddress.UnixSocket unix)
        {
            handler.ConnectCallback = (_, cancellationToken) => ConnectAsync(unix.Path, cancellationToken);
        }

        _http = new HttpClient(handler) { BaseAddress = AddressOf(listener.Address), Timeout = patience };
    }

    public Task<ManagementReply> GetAsync(string path, CancellationToken cancellationToken) =>
        SendAsync(new HttpRequestMessage(HttpMethod.Get, path), cancellationToken);

    public Task<ManagementReply> PostAsync(string path, string? json, CancellationToken cancellationToken)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, path);
        request.Content = json is null ? null : new StringContent(json, mediaType: null!);
        return SendAsync(request, cancellationToken);
    }

    public void Dispose() => _http.Dispose();

    private async Task<ManagementReply> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        using (request)
        {
            // A key that cannot be read is left out; the gateway then says what it needs.
            if (_key is not null && SecretReader.Read(_key).Value is { } key)
            {
                request.Headers.TryAddWithoutValidation("X-Gateway-Key", key.Reveal());
            }

            try
            {
                using var response = await _http.SendAsync(request, cancellationToken);
                var body = await response.Content.ReadAsByteArrayAsync(cancellationToken);
                return new ManagementReply.Answer(response.StatusCode, JsonSerializer.Deserialize(body, CliJson.Default.JsonElement));
            }
            catch (HttpRequestException e)
            {
                return new ManagementReply.Unreachable($"No gateway answers at {_url}: {e.Message.ReplaceLineEndings(" ")}");
            }
            catch (TaskCanceledException) when (!cancellationToken.IsCancellationRequested)
            {
                return new ManagementReply.Unreachable($"The gateway at {_url} did not answer within {_http.Timeout.TotalSeconds:0} s.");
            }
            catch (JsonException)
            {
                return new ManagementReply.Unreachable($"What answers at {_url} is not a gateway's management listener.");
            }
        }
    }

    // The gateway is dialled by address, which its certificate seldom names; but the settings say where that certificate is.
    private static bool IsOwn(CertificateLocation files, X509Certificate? shown)
    {
        try
        {
            using var own = X509Certificate2.CreateFromPem(File.ReadAllText(files.CertificateFile));
            return shown?.GetCertHashString(HashAlgorithmName.SHA256) == own.GetCertHashString(HashAlgorithmName.SHA256);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or CryptographicException)
        {
            return false;
        }
    }

    private static Uri AddressOf(ListenerAddress address) => address switch
    {
        ListenerAddress.Tcp tcp => new UriBuilder(tcp.IsHttps ? Uri.UriSchemeHttps : Uri.UriSchemeHttp, ListenerAddress.DialHost(tcp.Address), tcp.Port).Uri,
        _ => new Uri("http://localhost"),
    };

    private static async ValueTask<Stream> ConnectAsync(string path, CancellationToken cancellationToken)
    {
        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            await socket.ConnectAsync(new UnixDomainSocketEndPoint(path), cancellationToken);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
