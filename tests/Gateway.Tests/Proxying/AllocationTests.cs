using Gateway.Core.Diagnostics;
using Gateway.Core.Primitives;
using Gateway.Core.Sessions;
using Gateway.Core.Tokens;
using Gateway.Core.Upstreams;
using Gateway.Core.Upstreams.Stx;
using Gateway.Inbound;
using Gateway.Listeners;
using Gateway.Proxying;
using Gateway.Proxying.Bodies;
using Gateway.Proxying.Refusals;
using Gateway.Proxying.Sockets;
using Gateway.Settings;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Net.Http.Headers;
using Yarp.ReverseProxy.Forwarder;

namespace Gateway.Tests.Proxying;

/// <summary>What our own part of a request with a good token leaves for the garbage collector. Bytes, not time, so that it cannot waver.</summary>
public sealed class AllocationTests
{
    private const string Target = "/api/v1/markets?status=open&first=20";
    private const string Upstream = "http://127.0.0.1:9";

    private readonly Session _session = FakeAccount.SessionWith("token");

    [Fact]
    public void Deciding_about_a_request_allocates_nothing()
    {
        var account = new FakeAccount("bot", Upstream);
        var good = new TokenLookup(_session);
        account.Lookup = _ => new ValueTask<TokenLookup>(good);
        var directory = new FakeDirectory(account);
        using var meter = new GatewayMeter();
        using var sockets = new OpenSockets(directory, TimeProvider.System, new Jitter(1), meter, NullLogger<OpenSockets>.Instance);
        var gate = new DrainGate(sockets, new FreshConnections(), ProxyFixture.Settings, TimeProvider.System, NullLogger<DrainGate>.Instance);
        var selector = new AccountSelector(directory, ProxyFixture.Settings);
        using var clients = new UpstreamClients(directory, ProxyFixture.Settings, TimeProvider.System);
        var context = Request();

        Assert.Equal(0, BytesOf(Decide));

        void Decide()
        {
            Assert.True(HostRule.IsAllowed(context.Request.Headers.Host, []));
            Assert.True(OriginRule.IsAllowed(context.Request.Headers, []));
            Assert.True(gate.TryEnter());
            Assert.Null(RequestRules.Check(context, out var target));
            var choice = selector.Choose(context.Request.Headers[AccountSelector.Header], target, caller: null);
            Assert.True(IsDone(choice.Account!.GetTokenAsync(context.RequestAborted)));
            Assert.NotNull(clients.Get(choice.Account.Definition.Upstream));
            Assert.False(SocketForwarder.IsHandshake(context));
            gate.Leave();
        }
    }

    [Theory]
    [InlineData("X-Gateway-Key", "caller-key-0123456789abcdef")]
    [InlineData("Authorization", "Bearer caller-key-0123456789abcdef")]
    [InlineData("Authorization", "Basic Ym90OmNhbGxlci1rZXktMDEyMzQ1Njc4OWFiY2RlZg==")]
    public void Finding_a_callers_key_allocates_nothing(string header, string value)
    {
        var logins = new LoginDialects([new StxProtocolFactory()]);
        var keys = new KeyTable([.. Enumerable.Range(0, 20).Select(i => new KeyHolder(KeyHash.Of(i == 7 ? "caller-key-0123456789abcdef" : $"other-key-0123456789abcdef-{i}")))]);
        var context = Request();
        context.Request.Headers[header] = value;

        Assert.Equal(0, BytesOf(() =>
        {
            Assert.True(KeyRule.JudgeCaller("GET", Target, context.Request.Headers, keys, logins).Verdict == KeyVerdict.Valid);
            Assert.Null(QueryToken.WithoutKeys(Target, keys));
        }));
    }

    [Fact]
    public void Rewriting_a_request_allocates_no_more_than_the_forwarder_does_by_itself()
    {
        var account = new FakeAccount("bot", Upstream);
        var context = Request();
        context.Features.Set(new ProxyExchange(account, _session, new RequestTarget(Target)));
        var ours = new StampTransformer(new UpstreamOrigin(new Uri(Upstream)), passCookies: false);

        var gateway = BytesOf(() => Transform(ours, context, _ => { }));
        var plain = BytesOf(() => Transform(HttpTransformer.Default, context, request =>
        {
            request.RequestUri = RequestUtilities.MakeDestinationAddress(Upstream, context.Request.Path, context.Request.QueryString);
            request.Headers.Host = null;
            account.Protocol.Stamp(request, _session);
        }));

        Assert.InRange(gateway, 1, plain);
    }

    [Fact]
    public void Looking_for_a_refusal_that_is_none_allocates_the_sender_and_little_more()
    {
        using var meter = new GatewayMeter();
        var desk = new RefusalDesk(ProxyFixture.Settings, new BufferBudget(), new RefusalReport(meter, NullLogger<RefusalReport>.Instance));
        var context = Request();
        var exchange = new ProxyExchange(new FakeAccount("bot", Upstream), _session, new RequestTarget(Target));
        using var request = new HttpRequestMessage();
        using var handler = new AnsweringHandler();

        Assert.InRange(BytesOf(Send), 1, 500);

        void Send()
        {
            using var sender = desk.SenderFor(handler, context, exchange);
            Assert.True(sender.SendAsync(request, CancellationToken.None).IsCompletedSuccessfully);
        }
    }

    [Fact]
    public void Copying_an_answer_allocates_no_more_than_the_forwarder_does_by_itself()
    {
        var context = Request();
        context.Features.Set(new ProxyExchange(new FakeAccount("bot", Upstream), _session, new RequestTarget(Target)));
        using var answer = new HttpResponseMessage { Content = new ByteArrayContent([1, 2, 3]) };
        answer.Headers.TryAddWithoutValidation(HeaderNames.Date, "Sat, 01 Aug 2026 12:00:00 GMT");
        answer.Content.Headers.TryAddWithoutValidation(HeaderNames.ContentType, "application/json");
        answer.Content.Headers.TryAddWithoutValidation(HeaderNames.ContentLength, "3");
        var ours = new StampTransformer(new UpstreamOrigin(new Uri(Upstream)), passCookies: false);

        Assert.InRange(BytesOf(() => Copy(ours)), 0, BytesOf(() => Copy(HttpTransformer.Default)));

        void Copy(HttpTransformer transformer)
        {
            context.Response.Headers.Clear();
            Assert.True(IsDone(transformer.TransformResponseAsync(context, answer, CancellationToken.None)));
            Assert.Equal(3, context.Response.Headers.Count);
        }
    }

    private static void Transform(HttpTransformer transformer, HttpContext context, Action<HttpRequestMessage> afterwards)
    {
        using var request = new HttpRequestMessage();
        Assert.True(IsDone(transformer.TransformRequestAsync(context, request, Upstream, CancellationToken.None)));
        afterwards(request);
        Assert.True(request.Headers.NonValidated.Contains(HeaderNames.Authorization));
    }

    private static bool IsDone(ValueTask task) => task.IsCompletedSuccessfully;

    private static bool IsDone<T>(ValueTask<T> task) => task.IsCompletedSuccessfully;

    private static DefaultHttpContext Request()
    {
        var context = new DefaultHttpContext();
        context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget = Target;
        var request = context.Request;
        (request.Method, request.Scheme, request.Protocol) = ("GET", "http", "HTTP/1.1");
        (request.Path, request.QueryString) = ("/api/v1/markets", new QueryString("?status=open&first=20"));
        request.Host = new HostString("127.0.0.1:8080");
        request.Headers.Accept = "application/json";
        request.Headers.UserAgent = "bot";
        return context;
    }

    /// <summary>The bytes of one call, once what is made only once has been made.</summary>
    private static long BytesOf(Action call)
    {
        const int Calls = 100;
        for (var i = 0; i < Calls; i++)
        {
            call();
        }

        // The least of several: the runtime may add something of its own at any time, but never takes away.
        var least = long.MaxValue;
        for (var attempt = 0; attempt < 5; attempt++)
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            for (var i = 0; i < Calls; i++)
            {
                call();
            }

            least = Math.Min(least, GC.GetAllocatedBytesForCurrentThread() - before);
        }

        return least / Calls;
    }

    private sealed class AnsweringHandler : HttpMessageHandler
    {
        private readonly Task<HttpResponseMessage> _answer = Task.FromResult(new HttpResponseMessage());

        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) => _answer;
    }
}
