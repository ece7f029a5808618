using System.Collections.Concurrent;
using System.Net;
using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Gateway.Core.Sessions;
using Gateway.Core.Upstreams;
using Gateway.Core.Upstreams.Stx;
using Gateway.Proxying;
using Gateway.Tests.Proxying;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Gateway.Tests.Logins;

/// <summary>Documents without login fields are nobody's business but the upstream's.</summary>
public sealed class ForwardedDocumentTests
{
    private static readonly Gen<int> Seeds = Gen.Choose(0, int.MaxValue - 1);

    [Fact]
    public void A_random_document_without_login_fields_is_read_as_none()
    {
        var dialect = new StxProtocolFactory().Logins;

        Check.One(Config.QuickThrowOnFailure.WithMaxTest(2000), Prop.ForAll(Arb.From(Seeds), seed =>
        {
            var request = new CallerRequest("POST", "/api/graphql", "application/json", false, new RandomDocument(seed).Body());
            return dialect.Read(request) is CallerLogin.None;
        }));
    }

    [Fact]
    public async Task A_random_document_without_login_fields_reaches_the_upstream_byte_for_byte()
    {
        var arrived = new ConcurrentQueue<string>();
        await using var upstream = await TestServer.StartAsync(async context =>
        {
            using var body = new MemoryStream();
            await context.Request.Body.CopyToAsync(body);
            arrived.Enqueue(Convert.ToBase64String(body.ToArray()));
            await context.Response.WriteAsync("upstream");
        });
        await using var gateway = await TestServer.StartAsync(
            services => services.AddSingleton<IAccountDirectory>(new FakeDirectory(new FakeAccount("bot", upstream.Url)))
                .AddSingleton<IUpstreamProtocolFactory, StxProtocolFactory>()
                .AddProxying(ProxyFixture.Settings),
            app => app.MapProxying());
        using var http = new HttpClient(new SocketsHttpHandler { UseProxy = false });

        foreach (var seed in Seeds.Sample(150))
        {
            var body = new RandomDocument(seed).Body();
            using var content = new ByteArrayContent(body);
            content.Headers.TryAddWithoutValidation("Content-Type", "application/json");
            using var response = await http.PostAsync(new Uri($"{gateway.Url}/api/graphql"), content, TestContext.Current.CancellationToken);
            var answer = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);

            Assert.True(response.StatusCode == HttpStatusCode.OK && answer == "upstream", $"seed {seed}: {answer}\n{Encoding.UTF8.GetString(body)}");
            Assert.True(arrived.TryDequeue(out var seen));
            Assert.Equal(Convert.ToBase64String(body), seen);
        }
    }
}
