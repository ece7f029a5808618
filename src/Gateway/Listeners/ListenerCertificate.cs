using System.Net.Security;
using Microsoft.AspNetCore.Server.Kestrel.Https;

namespace Gateway.Listeners;

/// <summary>
/// The certificate that an https listener shows. Its files are looked at when a connection comes, at most every two seconds and by
/// content; a new certificate serves connections that come from then on, and one that cannot be used is reported and leaves the old one.
/// </summary>
internal sealed partial class ListenerCertificate
{
    /// <summary>How long a look at the files lasts.</summary>
    public static readonly TimeSpan Interval = TimeSpan.FromSeconds(2);

    private readonly ListenerKind _listener;
    private readonly CertificateLocation _files;
    private readonly TimeProvider _clock;
    private readonly ILogger _logger;
    private readonly Lock _looking = new();
    private volatile SslStreamCertificateContext _current;
    private string _mark;
    private long _lookedAt;

    public ListenerCertificate(ListenerKind listener, CertificateLocation files, CertificateReading.Usable first, TimeProvider clock, ILogger logger)
    {
        (_listener, _files, _clock, _logger) = (listener, files, clock, logger);
        (_current, _mark, _lookedAt) = (first.Context, first.Mark, clock.GetTimestamp());
    }

    /// <summary>What a handshake takes.</summary>
    public TlsHandshakeCallbackOptions Handshake => new()
    {
        OnConnection = _ => ValueTask.FromResult(new SslServerAuthenticationOptions { ServerCertificateContext = Current() }),
    };

    internal SslStreamCertificateContext Current()
    {
        // Who comes while somebody else looks takes what there is.
        if (_looking.TryEnter())
        {
            try
            {
                Look_NeedsLock();
            }
            finally
            {
                _looking.Exit();
            }
        }

        return _current;
    }

    private void Look_NeedsLock()
    {
        if (_clock.GetElapsedTime(_lookedAt) < Interval)
        {
            return;
        }

        var reading = CertificateFiles.Read(_files);
        _lookedAt = _clock.GetTimestamp();
        if (reading.Mark == _mark)
        {
            return;
        }

        _mark = reading.Mark;
        switch (reading)
        {
            case CertificateReading.Usable usable:
                _current = usable.Context;
                Log.Changed(_logger, _listener, usable.Context.TargetCertificate.NotAfter.ToUniversalTime());
                break;
            case CertificateReading.Unusable unusable:
                Log.Refused(_logger, _listener, unusable.Setting, unusable.Problem);
                break;
        }
    }

    private static partial class Log
    {
        [LoggerMessage(2100, LogLevel.Information, "The {listener} listener shows a new certificate, good until {notAfter:u}", EventName = "CertificateChanged")]
        public static partial void Changed(ILogger logger, ListenerKind listener, DateTime notAfter);

        [LoggerMessage(2101, LogLevel.Error, "The {listener} listener keeps its certificate, because the new one cannot be used: Gateway:{listener}:{setting}: {problem}", EventName = "CertificateRefused")]
        public static partial void Refused(ILogger logger, ListenerKind listener, string setting, string problem);
    }
}
