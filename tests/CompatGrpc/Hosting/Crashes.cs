using Grpc.Core;

namespace Kale.CompatGrpc.Tests.Hosting;

/// <summary>Failures of our server, beside those that have a status code.</summary>
internal static class Crashes
{
    public const int Throw = -1;
    public const int Abort = -2;

    public static void Crash(int code, ServerCallContext context)
    {
        if (code == Throw)
        {
            throw new InvalidOperationException("Not for clients.");
        }

        if (code == Abort)
        {
            context.GetHttpContext().Abort();
        }
    }
}
