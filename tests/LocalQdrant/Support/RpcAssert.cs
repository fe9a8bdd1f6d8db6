using Grpc.Core;

namespace Kale.LocalQdrant.Tests.Support;

public static class RpcAssert
{
    /// <summary>The call fails with this code, and its message says all of this.</summary>
    public static async Task FailsAsync(StatusCode code, Func<Task> call, params string[] says)
    {
        var error = await Assert.ThrowsAsync<RpcException>(call);
        Assert.True(code == error.StatusCode, $"expected {code}, got {error.Status}");
        foreach (var part in says)
            Assert.Contains(part, error.Status.Detail);
    }
}
