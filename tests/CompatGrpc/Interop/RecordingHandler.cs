namespace Kale.CompatGrpc.Tests.Interop;

/// <summary>Notes the encodings on the wire, which the API does not show.</summary>
internal sealed class RecordingHandler() : DelegatingHandler(new SocketsHttpHandler())
{
    public string? RequestEncoding { get; private set; }

    public string? ResponseEncoding { get; private set; }

    protected override async Task<HttpResponseMessage> SendAsync(
        HttpRequestMessage request, CancellationToken cancellationToken)
    {
        RequestEncoding = EncodingOf(request.Headers);
        var response = await base.SendAsync(request, cancellationToken);
        ResponseEncoding = EncodingOf(response.Headers);
        return response;
    }

    private static string? EncodingOf(System.Net.Http.Headers.HttpHeaders headers) =>
        headers.TryGetValues("grpc-encoding", out var values) ? string.Join(',', values) : null;
}
