using Grpc.Core;

namespace Kale.CompatGrpc.Tests.Core;

public sealed class StatusTests
{
    [Fact]
    public void ToString_WithoutException_ShowsCodeAndDetail() => Assert.Equal(
        "Status(StatusCode=\"NotFound\", Detail=\"no such thing\")",
        new Status(StatusCode.NotFound, "no such thing").ToString());

    [Fact]
    public void ToString_WithException_ShowsIt() => Assert.Equal(
        "Status(StatusCode=\"Internal\", Detail=\"x\", DebugException=\"System.InvalidOperationException: why\")",
        new Status(StatusCode.Internal, "x", new InvalidOperationException("why")).ToString());

    [Fact]
    public void Defaults_AreOkAndCancelledWithoutDetail()
    {
        Assert.Equal((StatusCode.OK, ""), (Status.DefaultSuccess.StatusCode, Status.DefaultSuccess.Detail));
        Assert.Equal((StatusCode.Cancelled, ""), (Status.DefaultCancelled.StatusCode, Status.DefaultCancelled.Detail));
        Assert.Equal(StatusCode.OK, default(Status).StatusCode);
    }

    [Fact]
    public void RpcException_FromStatus_SpeaksForIt()
    {
        var cause = new InvalidOperationException("why");
        var exception = new RpcException(new Status(StatusCode.Aborted, "x", cause));

        Assert.Equal(StatusCode.Aborted, exception.StatusCode);
        Assert.Equal(exception.Status.ToString(), exception.Message);
        Assert.Same(cause, exception.InnerException);
        Assert.Same(Metadata.Empty, exception.Trailers);
    }

    [Fact]
    public void RpcException_WithTrailersAndMessage_KeepsThem()
    {
        var trailers = new Metadata { { "key", "value" } };
        var exception = new RpcException(new Status(StatusCode.Aborted, "x"), trailers, "message");

        Assert.Same(trailers, exception.Trailers);
        Assert.Equal("message", exception.Message);
        Assert.Throws<ArgumentNullException>(() => new RpcException(Status.DefaultCancelled, (Metadata)null!));
    }
}
