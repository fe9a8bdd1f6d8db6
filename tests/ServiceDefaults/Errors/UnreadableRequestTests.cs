using Grpc.Core;
using Kale.ServiceDefaults.Tests.Support;
using Kale.V1;

namespace Kale.ServiceDefaults.Tests.Errors;

public sealed class UnreadableRequestTests : IAsyncLifetime
{
    private TestHost _host = null!;

    private static CallOptions WithADeadline => new(deadline: DateTime.UtcNow.AddMinutes(5));

    public async Task InitializeAsync() => _host = await TestHost.StartAsync();

    public async Task DisposeAsync() => await _host.DisposeAsync();

    // query (field 1) of two bytes that are no UTF-8; a length that runs past the end; wire type 7; a truncated varint.
    public static TheoryData<byte[]> Messages() =>
        [[0x0a, 0x02, 0xff, 0xfe], [0x0a, 0x10, 0x41], [0x0f, 0x01], [0x18, 0x80]];

    [Theory]
    [MemberData(nameof(Messages))]
    public async Task Unary_WithBytesThatAreNoMessage_IsInvalidArgumentAndTheServerGoesOn(byte[] message)
    {
        var error = await RichErrors.FailsAsync(_host.Channel.CreateCallInvoker().AsyncUnaryCall(
            RawCalls.Method(MethodType.Unary, "kale.v1.Search", "Search"), null, default, message));

        AssertClear(error);
        AssertClear(await RichErrors.FailsAsync(_host.Channel.CreateCallInvoker().AsyncUnaryCall(
            RawCalls.Method(MethodType.Unary, "kale.v1.Search", "Search"), null, WithADeadline, message)));
        await new Search.SearchClient(_host.Channel).SearchAsync(new SearchRequest { Query = "still there" });
    }

    [Fact]
    public async Task ServerStreaming_WithBytesThatAreNoMessage_IsInvalidArgument()
    {
        using var call = _host.Channel.CreateCallInvoker().AsyncServerStreamingCall(
            RawCalls.Method(MethodType.ServerStreaming, "grpc.health.v1.Health", "Watch"),
            null,
            WithADeadline,
            [0x0a, 0x02, 0xff, 0xfe]);
        AssertClear(await Assert.ThrowsAsync<RpcException>(() => call.ResponseStream.MoveNext(default)));
    }

    [Fact]
    public async Task Duplex_WithBytesThatAreNoMessage_IsInvalidArgument()
    {
        using var call = _host.Channel.CreateCallInvoker().AsyncDuplexStreamingCall(
            RawCalls.Method(MethodType.DuplexStreaming, "kale.v1.Search", "SearchStream"), null, WithADeadline);
        await call.RequestStream.WriteAsync([0x0a, 0x02, 0xff, 0xfe]);
        AssertClear(await Assert.ThrowsAsync<RpcException>(() => call.ResponseStream.MoveNext(default)));
    }

    private void AssertClear(RpcException error)
    {
        Assert.Equal(StatusCode.InvalidArgument, error.StatusCode);
        Assert.Equal("MALFORMED_MESSAGE", error.Reason());
        Assert.Contains("cannot be read", error.Status.Detail);
        Assert.DoesNotContain(_host.Logs.Lines, line => line.StartsWith("Error", StringComparison.Ordinal));
    }
}
