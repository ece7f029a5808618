using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text.Json;
using Gateway.Listeners;
using Gateway.Tests.Proxying;
using Microsoft.AspNetCore.Http;

namespace Gateway.Tests.Inbound;

/// <summary>
/// A real browser on a page of somebody else's, which tries everything that pages can do against both listeners, and against an
/// unguarded server, so that an attempt that fails is known to fail by the guard.
/// </summary>
public sealed class BrowserTests
{
    private const string Chromium = "/usr/bin/chromium";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private static readonly string[] Attempts = ["fetch-cors", "fetch-json", "no-cors", "form", "image", "script", "events", "socket", "frame"];

    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("localhost")]
    public async Task A_foreign_page_reaches_nothing(string pageHost)
    {
        Assert.SkipUnless(File.Exists(Chromium), $"Needs Debian's browser: {Chromium} is not there (apt-get install chromium).");
        var reached = new ConcurrentDictionary<string, bool>(StringComparer.Ordinal);
        var report = new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var gateway = await GuardedGateway.StartAsync();
        await using var unguarded = await TestServer.StartAsync(context =>
        {
            reached[context.Request.Path.Value!] = true;
            return Task.CompletedTask;
        });
        var proxy = $"http://127.0.0.1:{gateway.Port(ListenerKind.Proxy)}/";
        var management = $"http://127.0.0.1:{gateway.Port(ListenerKind.Management)}/accounts/one/logout?";
        await using var foreign = await TestServer.StartAsync(async context =>
        {
            if (context.Request.Path == "/done")
            {
                report.TrySetResult(await new StreamReader(context.Request.Body).ReadToEndAsync(context.RequestAborted));
                return;
            }

            context.Response.ContentType = "text/html";
            await context.Response.WriteAsync(context.Request.Path == "/" ? Page(proxy, management, unguarded.Url + "/") : string.Empty);
        });

        using var profile = new BrowserProfile();
        using var browser = Start(profile.Folder, $"http://{pageHost}:{foreign.Port}/");
        try
        {
            using var results = JsonDocument.Parse(await report.Task.WaitAsync(Patience, TestContext.Current.CancellationToken));

            Assert.Equal(3 * Attempts.Length, results.RootElement.EnumerateObject().Count());
            Assert.Equal(Attempts.Order(StringComparer.Ordinal), reached.Keys.Select(path => path.TrimStart('/')).Order(StringComparer.Ordinal));
            Assert.Empty(gateway.Journal);
            Assert.Empty(((FakeAccount)gateway.Accounts.All[0]).Asked);
            Assert.DoesNotContain(results.RootElement.EnumerateObject(), result => result.Value.GetString()!.StartsWith("read", StringComparison.Ordinal));
            Assert.True(gateway.Log.ToString().Split("RequestTurnedAway").Length > 2 * (Attempts.Length - 1), "Each attempt comes as far as the guard.");
        }
        finally
        {
            browser.Kill(entireProcessTree: true);
            await browser.WaitForExitAsync(CancellationToken.None);
        }
    }

    private static Process Start(string profile, string url)
    {
        var start = new ProcessStartInfo(Chromium) { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var argument in (string[])
            ["--headless", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--no-first-run", "--no-proxy-server", "--remote-debugging-port=0", $"--user-data-dir={profile}", url])
        {
            start.ArgumentList.Add(argument);
        }

        var browser = Process.Start(start)!;
        browser.OutputDataReceived += static (_, _) => { };
        browser.ErrorDataReceived += static (_, _) => { };
        browser.BeginOutputReadLine();
        browser.BeginErrorReadLine();
        return browser;
    }

    private static string Page(params string[] targets) => $$"""
        <!doctype html><body><script>
        const results = {};
        const settle = start => new Promise(done => { setTimeout(() => done('nothing'), 5000); start(done); });
        const element = (name, url) => done => {
          const e = document.createElement(name);
          e.onload = () => done('loaded');
          e.onerror = () => done('refused');
          e.src = url;
          document.body.append(e);
        };
        const read = answer => done => answer.then(r => r.text()).then(t => done('read ' + t)).catch(() => done('refused'));
        const attempts = {
          'fetch-cors': url => read(fetch(url)),
          'fetch-json': url => read(fetch(url, { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: '{}' })),
          'no-cors': url => done => fetch(url, { method: 'POST', mode: 'no-cors', body: 'x' }).then(() => done('opaque')).catch(() => done('refused')),
          'form': url => done => {
            const frame = document.createElement('iframe');
            frame.name = 'f' + Math.random();
            document.body.append(frame);
            const form = document.createElement('form');
            form.method = 'post';
            form.action = url;
            form.target = frame.name;
            document.body.append(form);
            frame.onload = () => done('loaded');
            form.submit();
          },
          'image': url => element('img', url),
          'script': url => element('script', url),
          'events': url => done => {
            const events = new EventSource(url);
            events.onopen = () => done('read');
            events.onerror = () => { events.close(); done('refused'); };
          },
          'socket': url => done => {
            const socket = new WebSocket(url.replace('http', 'ws'));
            socket.onopen = () => done('read');
            socket.onerror = () => done('refused');
          },
          'frame': url => element('iframe', url),
        };
        (async () => {
          for (const target of {{JsonSerializer.Serialize(targets)}})
            await Promise.all(Object.entries(attempts).map(async ([name, attempt]) => { results[target + name] = await settle(attempt(target + name)); }));
          await fetch('/done', { method: 'POST', body: JSON.stringify(results) });
        })();
        </script>
        """;
}
