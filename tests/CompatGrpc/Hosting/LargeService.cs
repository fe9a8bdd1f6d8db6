using Grpc.Core;
using Kale.CompatGrpc.Tests.Interop.V1;

namespace Kale.CompatGrpc.Tests.Hosting;

/// <summary>Served with the size limits lifted.</summary>
internal sealed class LargeService : Large.LargeBase
{
    public override Task<Reply> Unary(Request request, ServerCallContext context) =>
        Task.FromResult(Replies.To(request, context));
}
