using Grpc.AspNetCore.Server;
using Grpc.Core;
using Kale.ServiceDefaults.Errors;
using Microsoft.AspNetCore.Http;

namespace Kale.ServiceDefaults.Admission;

/// <summary>
/// Lets calls in or refuses them before their messages are read. At ten times a server's capacity nine of ten calls end
/// here, so a refusal is a few headers: no exception, no interceptor, no method.
/// </summary>
internal sealed class AdmissionMiddleware(RequestDelegate next, Doors doors)
{
    public Task InvokeAsync(HttpContext http)
    {
        if (doors.Of(http) is not { } door)
            return next(http);
        return door.TryEnter(GrpcTimeout.Of(http.Request.Headers), out var retryDelay) is { } ticket
            ? GoOnAsync(http, ticket)
            : Refuse(http, retryDelay);
    }

    private async Task GoOnAsync(HttpContext http, Ticket ticket)
    {
        using (ticket)
        {
            http.Features.Set(ticket);
            await next(http);
            if (WasAnswered(http))
                ticket.Done();
        }
    }

    private static bool WasAnswered(HttpContext http) => !http.RequestAborted.IsCancellationRequested
        && http.Features.Get<IServerCallContextFeature>()?.ServerCallContext.Status.StatusCode == StatusCode.OK;

    private static Task Refuse(HttpContext http, TimeSpan retryDelay)
    {
        http.Response.ContentType = "application/grpc";
        FailureDetailsMiddleware.Write(
            http.Response.Headers, StatusDetails.ToStatus(StatusCode.ResourceExhausted, Refusal.Of(retryDelay)));
        return Task.CompletedTask;
    }
}

/// <summary>What a caller hears whose call was not let in.</summary>
public static class Refusal
{
    /// <summary>OVERLOADED, with the time to come again.</summary>
    public static Failure Of(TimeSpan retryDelay) => new(
        Reasons.Overloaded,
        $"The server has as much to do as it can answer in time. Try again in {retryDelay.TotalMilliseconds:F0} ms.")
    {
        RetryDelay = retryDelay,
    };
}
