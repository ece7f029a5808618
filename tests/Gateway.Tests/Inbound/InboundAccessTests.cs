using System.Net;
using Gateway.Inbound;
using Gateway.Listeners;
using Gateway.Settings;
using Gateway.Testing;
using Gateway.Tests.Management;
using Microsoft.Extensions.Logging.Abstractions;

namespace Gateway.Tests.Inbound;

/// <summary>Which listeners need a key, whatever the settings come to say while they run.</summary>
public sealed class InboundAccessTests
{
    private static readonly GatewayModel Local = RunningGateway.EmptyModel();

    private static readonly GatewayModel Reachable = Local with { Proxy = Everywhere(ListenerKind.Proxy), Management = Everywhere(ListenerKind.Management) };

    [Fact]
    public void A_local_listener_without_keys_needs_none()
    {
        using var access = Access(Local);

        Assert.Null(access.Policy.Callers);
        Assert.Null(access.Policy.Operators);
    }

    [Fact]
    public void A_reachable_listener_that_loses_its_keys_serves_nobody()
    {
        using var access = Access(Reachable with { Inbound = new InboundSettings { Callers = [new CallerDefinition { Name = "bot", Hash = KeyHash.Of("some-key-0123456789abcdefg") }] } });
        Assert.False(access.Policy.Callers!.IsEmpty);

        access.Apply(Reachable);

        Assert.True(access.Policy.Callers.IsEmpty);
        Assert.True(access.Policy.Operators!.IsEmpty);
        Assert.Null(access.Policy.Callers.Find("some-key-0123456789abcdefg"));
    }

    [Fact]
    public void Only_the_word_for_it_opens_a_reachable_listener_without_keys()
    {
        using var access = Access(Reachable with { Inbound = new InboundSettings { AllowAnonymous = true } });
        Assert.Null(access.Policy.Callers);
        Assert.NotNull(access.Policy.Operators);

        access.Apply(Reachable with { ManagementAccess = new ManagementAccess(AllowAnonymous: true) });
        Assert.NotNull(access.Policy.Callers);
        Assert.Null(access.Policy.Operators);
    }

    private static InboundAccess Access(GatewayModel model) => new(model, new FakeClock(), NullLogger<InboundAccess>.Instance);

    private static ListenerSettings Everywhere(ListenerKind kind) => new(kind, "http://*:8080", new ListenerAddress.Tcp(IPAddress.IPv6Any, 8080));
}
