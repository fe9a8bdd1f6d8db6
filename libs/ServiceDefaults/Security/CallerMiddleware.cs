using Grpc.AspNetCore.Server;
using Grpc.Core;
using Kale.ServiceDefaults.Errors;
using Kale.ServiceDefaults.Security.Limits;
using Microsoft.AspNetCore.Http;

namespace Kale.ServiceDefaults.Security;

/// <summary>
/// Asks who calls and whether they may, before a byte of the request is read; health and reflection stay open for
/// probes and tools.
/// </summary>
internal sealed class CallerMiddleware(
    RequestDelegate next, Callers callers, CallerQuotas quotas, TimeProvider time)
{
    private const string Unknown =
        "This server asks for 'authorization: Bearer <API key>'; kale sends --api-key or KALE_API_KEY.";

    public Task InvokeAsync(HttpContext http)
    {
        if (!callers.AreAsked || RpcOf(http) is not { } rpc)
            return next(http);
        var asked = callers.OfAsync(http);
        // Keys are looked up at once.
        return asked.IsCompletedSuccessfully ? GoOn(http, rpc, asked.Result) : GoOnAsync(http, rpc, asked);
    }

    private async Task GoOnAsync(HttpContext http, string rpc, ValueTask<Asked> asked) =>
        await GoOn(http, rpc, await asked);

    private Task GoOn(HttpContext http, string rpc, Asked asked)
    {
        if (Complaint(asked, rpc) is { } complaint)
            return FailureDetailsMiddleware.RefuseAsync(http, complaint.Code, complaint.Failure);
        var caller = asked.Caller!;
        http.Features.Set(caller);
        if (quotas.Request(caller) is { } tooMany)
            return FailureDetailsMiddleware.RefuseAsync(http, StatusCode.ResourceExhausted, tooMany);
        return quotas.LimitsOf(caller).Streams > 0 && IsStream(http) ? StreamAsync(http, caller) : next(http);
    }

    private async Task StreamAsync(HttpContext http, Caller caller)
    {
        using var held = quotas.Stream(caller, out var tooMany);
        await (tooMany is null
            ? next(http)
            : FailureDetailsMiddleware.RefuseAsync(http, StatusCode.ResourceExhausted, tooMany));
    }

    private static bool IsStream(HttpContext http) =>
        http.GetEndpoint()!.Metadata.GetMetadata<GrpcMethodMetadata>()!.Method.Type != MethodType.Unary;

    private static string? RpcOf(HttpContext http) =>
        http.GetEndpoint()?.Metadata.GetMetadata<GrpcMethodMetadata>() is { Method: var method }
        && !method.ServiceName.StartsWith("grpc.", StringComparison.Ordinal)
            ? method.FullName
            : null;

    private (StatusCode Code, Failure Failure)? Complaint(Asked asked, string rpc)
    {
        if (asked.Caller is not { } caller)
            return Nobody(asked.Why ?? Unknown);
        if (caller.Expires <= time.GetUtcNow())
            return Nobody($"'{caller.Name}' expired at {caller.Expires:u}; ask for another key or certificate.");
        var wanted = RpcScopes.Of(rpc);
        return caller.May(wanted) ? null : (StatusCode.PermissionDenied, new Failure(
            Reasons.ScopeMissing,
            $"'{caller.Name}' lacks the scope {string.Join(" or ", wanted.Select(ScopeNames.Of))}, which {rpc[1..]} "
                + $"asks for; it has {Scopes(caller)}."));
    }

    private static (StatusCode Code, Failure Failure) Nobody(string why) =>
        (StatusCode.Unauthenticated, new Failure(Reasons.Unauthenticated, why));

    private static string Scopes(Caller caller) => caller.Scopes.Count > 0
        ? string.Join(", ", caller.Scopes.Order().Select(ScopeNames.Of))
        : "none";
}
