using Grpc.AspNetCore.Server;
using Grpc.Core;
using Kale.ServiceDefaults.Errors;
using Microsoft.AspNetCore.Http;

namespace Kale.ServiceDefaults.Security;

/// <summary>
/// Asks who calls and whether they may, before a byte of the request is read; health and reflection stay open for
/// probes and tools.
/// </summary>
internal sealed class CallerMiddleware(RequestDelegate next, Callers callers, TimeProvider time)
{
    private const string Scheme = "Bearer ";

    public Task InvokeAsync(HttpContext http)
    {
        if (!callers.AreAsked || RpcOf(http) is not { } rpc)
            return next(http);
        var caller = CallerOf(http);
        if (Complaint(caller, rpc) is { } complaint)
            return Refuse(http, complaint.Code, complaint.Failure);
        http.Features.Set(caller);
        return next(http);
    }

    private static string? RpcOf(HttpContext http) =>
        http.GetEndpoint()?.Metadata.GetMetadata<GrpcMethodMetadata>() is { Method: var method }
        && !method.ServiceName.StartsWith("grpc.", StringComparison.Ordinal)
            ? method.FullName
            : null;

    private Caller? CallerOf(HttpContext http)
    {
        var header = http.Request.Headers.Authorization.ToString();
        return header.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase)
            ? callers.Find(header[Scheme.Length..])
            : null;
    }

    private (StatusCode Code, Failure Failure)? Complaint(Caller? caller, string rpc)
    {
        if (caller is null)
        {
            return (StatusCode.Unauthenticated, new Failure(
                Reasons.Unauthenticated,
                "This server asks for 'authorization: Bearer <API key>'; kale sends --api-key or KALE_API_KEY."));
        }

        if (caller.Expires <= time.GetUtcNow())
        {
            return (StatusCode.Unauthenticated, new Failure(
                Reasons.Unauthenticated,
                $"The API key '{caller.Name}' expired at {caller.Expires:u}; ask for another."));
        }

        var wanted = RpcScopes.Of(rpc);
        return caller.May(wanted) ? null : (StatusCode.PermissionDenied, new Failure(
            Reasons.ScopeMissing,
            $"The API key '{caller.Name}' lacks the scope {string.Join(" or ", wanted.Select(Word))}, which {rpc[1..]} "
                + $"asks for; it has {string.Join(", ", caller.Scopes.Order().Select(Word))}."));
    }

    private static string Word(Scope scope) => scope.ToString().ToLowerInvariant();

    private static Task Refuse(HttpContext http, StatusCode code, Failure failure)
    {
        http.Response.ContentType = "application/grpc";
        FailureDetailsMiddleware.Write(http.Response.Headers, StatusDetails.ToStatus(code, failure));
        return http.Response.CompleteAsync();
    }
}
