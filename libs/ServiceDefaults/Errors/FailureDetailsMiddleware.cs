using System.Globalization;
using Google.Protobuf;
using Grpc.Core;
using Kale.ServiceDefaults.Telemetry;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;

namespace Kale.ServiceDefaults.Errors;

/// <summary>
/// Failures that gRPC itself answers before or after any interceptor (a message too large, a deadline, a compression
/// that is not known) get their details here, so that every failure carries them.
/// </summary>
internal sealed class FailureDetailsMiddleware(RequestDelegate next, IOptions<ServiceDefaultsOptions> options)
{
    /// <summary>gRPC's own words, also where a stream's reader throws them inside a service.</summary>
    public const string TooLarge = "Received message exceeds the maximum configured message size.";

    public async Task InvokeAsync(HttpContext http)
    {
        await next(http);
        if (CallOutcome.Trailers(http) is { IsReadOnly: false } trailers
            && CallOutcome.StatusOf(trailers) is { } code and not StatusCode.OK
            && !trailers.ContainsKey(StatusDetails.Trailer))
        {
            Complete(trailers, code);
        }
    }

    private void Complete(IHeaderDictionary trailers, StatusCode code)
    {
        var failure = Describe(code, Uri.UnescapeDataString(trailers["grpc-message"].ToString()));
        trailers["grpc-message"] = Uri.EscapeDataString(failure.Message);
        trailers[StatusDetails.Trailer] = Convert.ToBase64String(StatusDetails.ToStatus(code, failure).ToByteArray());
    }

    private Failure Describe(StatusCode code, string message)
    {
        if (message != TooLarge)
            return new Failure(Reasons.From(code), message);
        var limit = options.Value.MaxReceiveMessageBytes.ToString(CultureInfo.InvariantCulture);
        return new Failure(Reasons.MessageTooLarge, $"The message is larger than the {limit} bytes that this server "
            + "takes. Send fewer items per call, or use the streaming method.")
        {
            Metadata = new Dictionary<string, string> { ["max_receive_message_bytes"] = limit },
        };
    }
}
