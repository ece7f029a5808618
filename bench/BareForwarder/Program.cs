using System.Net;
using Bench.BareForwarder;
using Yarp.ReverseProxy.Forwarder;

// What the gateway is measured against: YARP's forwarder, its own transforms, and one constant header. Arguments: address to listen
// on, address of the upstream, token. The connections are set up as the gateway sets up its own.
var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
builder.WebHost.UseKestrelCore().UseUrls(args[0]);
builder.Services.AddHttpForwarder();
var app = builder.Build();

var upstream = args[1];
var transformer = new ConstantHeader("Bearer " + args[2]);
var config = new ForwarderRequestConfig
{
    ActivityTimeout = TimeSpan.FromSeconds(100),
    Version = HttpVersion.Version11,
    VersionPolicy = HttpVersionPolicy.RequestVersionOrLower,
};
using var invoker = new HttpMessageInvoker(new SocketsHttpHandler
{
    UseProxy = false,
    AllowAutoRedirect = false,
    AutomaticDecompression = DecompressionMethods.None,
    UseCookies = false,
    ActivityHeadersPropagator = null,
    EnableMultipleHttp2Connections = true,
    ConnectTimeout = TimeSpan.FromSeconds(10),
    PooledConnectionLifetime = TimeSpan.FromMinutes(10),
});
var forwarder = app.Services.GetRequiredService<IHttpForwarder>();
app.Run(async context => await forwarder.SendAsync(context, upstream, invoker, config, transformer));
await app.RunAsync();
