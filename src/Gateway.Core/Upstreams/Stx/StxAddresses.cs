namespace Gateway.Core.Upstreams.Stx;

internal static class StxAddresses { public static UpstreamAddresses Resolve(UpstreamSettings s) => new(s["BaseUrl"], s["AuthUrl"] ?? s["BaseUrl"], []); }
