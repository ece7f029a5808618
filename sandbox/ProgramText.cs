using Sandbox.Stx;

namespace Sandbox;

/// <summary>What the program says on the terminal.</summary>
internal static class ProgramText
{
    public static string Help() =>
        $"""
        A stand-in for the STX sports exchange, for testing bots. Nothing here is real.

        Usage: dotnet run --project sandbox -- [options]

          --url <url>              where to listen, loopback only (default http://127.0.0.1:9090)
          --user <email:password>  one more user; may be repeated
          --http2                  speak HTTP/2 by prior knowledge instead of HTTP/1.1
          --log                    write the web server's log
          --help                   this text

        Knobs, each with a value such as 00:01:00, true or Reject; docs/sandbox.md explains them:
        {string.Join(Environment.NewLine, KnobTable.OptionNames.Select(name => $"  --{name}"))}
        """;

    public static string Welcome(SandboxServer server)
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

            Ctrl+C stops it.
            """;
    }
}
