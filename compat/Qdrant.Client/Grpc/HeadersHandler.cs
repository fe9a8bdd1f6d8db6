namespace Qdrant.Client.Grpc;

internal sealed class HeadersHandler(
    ClientConfiguration configuration, HttpMessageHandler inner) : DelegatingHandler(inner)
{
    protected override Task<HttpResponseMessage> SendAsync(
        HttpRequestMessage request, CancellationToken cancellationToken)
    {
        foreach (var (name, value) in configuration.Headers)
            request.Headers.TryAddWithoutValidation(name, value);
        if (!string.IsNullOrEmpty(configuration.ApiKey))
            request.Headers.TryAddWithoutValidation("api-key", configuration.ApiKey);
        return base.SendAsync(request, cancellationToken);
    }
}
