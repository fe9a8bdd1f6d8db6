using System.Security.Cryptography;
using System.Text;
using Grpc.AspNetCore.Server;
using Grpc.Core;
using Kale.ServiceDefaults.Errors;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;

namespace Kale.ServiceDefaults.Security;

/// <summary>
/// Asks for the API key, before a byte of the request is read; health and reflection stay open for probes.
/// </summary>
internal sealed class ApiKeyMiddleware(RequestDelegate next, IOptions<ServiceDefaultsOptions> options)
{
    private readonly byte[] _expected = Encoding.UTF8.GetBytes($"Bearer {options.Value.ApiKey}");

    public Task InvokeAsync(HttpContext http) => IsOpen(http) || HasKey(http) ? next(http) : Refuse(http);

    private bool IsOpen(HttpContext http) => options.Value.ApiKey.Length == 0
        || http.GetEndpoint()?.Metadata.GetMetadata<GrpcMethodMetadata>() is not { } method
        || method.Method.ServiceName.StartsWith("grpc.", StringComparison.Ordinal);

    private bool HasKey(HttpContext http) => CryptographicOperations.FixedTimeEquals(
        Encoding.UTF8.GetBytes(http.Request.Headers.Authorization.ToString()), _expected);

    private static Task Refuse(HttpContext http)
    {
        var failure = new Failure(Reasons.Unauthenticated, "This server asks for 'authorization: Bearer <API key>'.");
        http.Response.ContentType = "application/grpc";
        FailureDetailsMiddleware.Write(
            http.Response.Headers, StatusDetails.ToStatus(StatusCode.Unauthenticated, failure));
        return http.Response.CompleteAsync();
    }
}
