using Sandbox.StackAuth;
using Sandbox.Stx;

namespace Sandbox;

/// <summary>What the program says on the terminal.</summary>
internal static class ProgramText
{
    public static string Help() =>
        $"""
        A stand-in for the STX sports exchange and for Stack Auth, for testing bots. Nothing here is real.

        Usage: dotnet run --project sandbox -- [options]

          --url <url>              where to listen, loopback only (default http://127.0.0.1:9090)
          --user <email:password>  one more user; may be repeated
          --http2                  speak HTTP/2 by prior knowledge instead of HTTP/1.1
          --log                    write the web server's log
          --help                   this text

        Knobs, each with a value such as 00:01:00, true or Reject; docs/sandbox.md explains them:
        {Lines(KnobTable.OptionNames<StxKnobs>(), "--")}

        A Stack Auth server beside the exchange:

          {StackAuthArguments.Prefix}                         start it
          {StackAuthArguments.Prefix}-url <url>               where its API listens (default http://127.0.0.1:9091)
          {StackAuthArguments.Prefix}-backend-url <url>       where an application's backend listens (default http://127.0.0.1:9092)
          {StackAuthArguments.Prefix}-user <email:password>   one more user; may be repeated
          --without-stx                        leave the exchange out

        Its knobs:
        {Lines(KnobTable.OptionNames<StackAuthKnobs>(), StackAuthArguments.Prefix + "-")}
        """;

    public static string Welcome(SandboxServer? server, StackAuthServer? stackAuth) => string.Join(
        Environment.NewLine + Environment.NewLine,
        [.. server is null ? [] : new[] { Welcome(server) }, .. stackAuth is null ? [] : new[] { Welcome(stackAuth) }, "Ctrl+C stops it."]);

    private static string Lines(IEnumerable<string> names, string prefix) =>
        string.Join(Environment.NewLine, names.Select(name => $"  {prefix}{name}"));

    private static string Welcome(StackAuthServer server)
    {
        var url = server.BaseUrl.ToString().TrimEnd('/');
        return $"""
            Stack Auth sandbox: a stand-in for the service, nothing here is real.

              API          {url}/api/v1/...
              backend      {server.BackendUrl}...
              project      {StackAuthService.DefaultProjectId}
              client key   {StackAuthService.DefaultPublishableClientKey}
              server key   {StackAuthService.DefaultSecretServerKey}
              user         {StackAuthService.DefaultEmail}
              password     {StackAuthService.DefaultPassword}

              state        curl {url}/sandbox/state
              calls        curl {url}/sandbox/calls
              turn a knob  curl -X PATCH {url}/sandbox/knobs -d '{"{"}"accessTokenLifetime":"00:00:10"{"}"}'
            """;
    }

    private static string Welcome(SandboxServer server)
    {
        var url = server.BaseUrl.ToString().TrimEnd('/');
        return $"""
            STX sandbox: a stand-in for the exchange, nothing here is real.

              GraphQL      {url}/api/graphql
              REST         {url}/api/v1/...
              socket       {url}/socket/websocket?token=...&vsn=2.0.0
              user         {StxExchange.DefaultEmail}
              password     {StxExchange.DefaultPassword}

              state        curl {url}/sandbox/state
              calls        curl {url}/sandbox/calls
              turn a knob  curl -X PATCH {url}/sandbox/knobs -d '{"{"}"accessTokenLifetime":"00:01:00"{"}"}'
              kill tokens  curl -X POST {url}/sandbox/revoke
              misbehave    curl {url}/sandbox/misbehave -d '{"{"}"operation":"newToken","kind":"ServerError500","times":2{"}"}'
            """;
    }
}
