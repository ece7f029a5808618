// The cheapest upstream that still notices what it is sent: a constant answer, and a count of requests and Authorization headers.
// GET /report tells and clears it: number of requests, number of changes of the header, the last header. Argument: the address.
var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
builder.WebHost.UseKestrelCore().UseUrls(args[0]);
var app = builder.Build();

var answer = """{"data":{"marketInfos":[{"marketId":"m-1","status":"open","lastPrice":4200}]}}"""u8.ToArray();
var requests = 0L;
var changes = 0L;
var last = string.Empty;

app.Run(async context =>
{
    if (context.Request.Path == "/report")
    {
        var report = $"{Interlocked.Exchange(ref requests, 0)} {Interlocked.Exchange(ref changes, 0)} {Interlocked.Exchange(ref last, string.Empty)}\n";
        await context.Response.WriteAsync(report, context.RequestAborted);
        return;
    }

    Interlocked.Increment(ref requests);
    var sent = context.Request.Headers.Authorization.ToString();
    if (!string.Equals(sent, last, StringComparison.Ordinal)
        && !string.Equals(sent, Interlocked.Exchange(ref last, sent), StringComparison.Ordinal))
    {
        Interlocked.Increment(ref changes);
    }

    if (context.Request.ContentLength > 0)
    {
        await context.Request.Body.CopyToAsync(Stream.Null, context.RequestAborted);
    }

    context.Response.ContentType = "application/json";
    context.Response.ContentLength = answer.Length;
    await context.Response.Body.WriteAsync(answer, context.RequestAborted);
});
await app.RunAsync();
