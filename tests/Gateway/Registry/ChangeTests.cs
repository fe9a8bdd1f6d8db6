using Google.Rpc;
using Grpc.Core;
using Kale.Gateway.Tests.Support;
using Kale.ServiceDefaults.Tests.Support;
using Kale.V1;

namespace Kale.Gateway.Tests.Registry;

public sealed class ChangeTests : IAsyncLifetime
{
    private RoutedSuite _suite = null!;

    public async Task InitializeAsync() => _suite = await RoutedSuite.StartAsync(new());

    public async Task DisposeAsync() => await _suite.DisposeAsync();

    [Fact]
    public async Task SetPolicy_WithMuchToSay_IsRefusedByField()
    {
        var request = Request("id", 0.5);
        (request.Reason, request.Actor, request.RequestId) = (Long(2_001), Long(257), Long(129));
        var error = await RichErrors.FailsAsync(_suite.Registry.SetPolicyAsync(request));
        Assert.Equal(StatusCode.InvalidArgument, error.StatusCode);
        Assert.Equal(
            ["request_id", "actor", "reason"],
            error.Detail<BadRequest>().FieldViolations.Select(violation => violation.Field));
    }

    [Fact]
    public async Task SetPolicy_AnotherOneUnderAUsedRequestId_IsRefused()
    {
        var first = await _suite.Registry.SetPolicyAsync(Request("id", 0.5));
        var again = Request("id", 0.5);
        again.Reason = "the answer was lost";
        Assert.Equal(first.Generation, (await _suite.Registry.SetPolicyAsync(again)).Generation);
        var error = await RichErrors.FailsAsync(_suite.Registry.SetPolicyAsync(Request("id", 0.6)));
        Assert.Equal("ROUTE_REQUEST_ID_REUSED", error.Reason());
    }

    private static SetPolicyRequest Request(string id, double overlap) => new()
    {
        Route = "default",
        Policy = new RoutePolicy { MinOverlapAt10 = overlap },
        ExpectedGeneration = 1,
        RequestId = id,
    };

    private static string Long(int length) => new('x', length);
}
