using Grpc.Core;

namespace Kale.CompatGrpc.Tests.Hosting;

/// <summary>Sends the echo headers back, at once and again in the trailers.</summary>
internal static class Echo
{
    private static readonly string[] Keys = ["x-echo", "x-echo-bin"];

    public static Task SendHeadersAsync(ServerCallContext context)
    {
        var headers = new Metadata();
        foreach (var entry in Keys.SelectMany(context.RequestHeaders.GetAll))
        {
            headers.Add(entry);
            context.ResponseTrailers.Add(entry);
        }

        return context.WriteResponseHeadersAsync(headers);
    }
}
