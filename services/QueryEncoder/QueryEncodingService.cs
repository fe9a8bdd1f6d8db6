using Grpc.Core;
using Kale.Encoding;
using Kale.QueryEncoder.Caching;
using Kale.QueryEncoder.Serving;
using Kale.ServiceDefaults.Errors;
using Kale.ServiceDefaults.Streaming;
using Kale.V1;
using Microsoft.Extensions.Options;

namespace Kale.QueryEncoder;

/// <summary>Query encoding over gRPC.</summary>
internal sealed class QueryEncodingService(
    ModelState<Encoder> state, QueryTexts queries, Answers answers, FailureTranslator failures, ReplicaName replica,
    IOptions<QueryEncoderOptions> options)
    : QueryEncoding.QueryEncodingBase
{
    public override async Task<EncodeResponse> Encode(EncodeRequest request, ServerCallContext context)
    {
        using var lease = Lease(request.Route, request.BundleId, request.ExpectedSpaceId);
        RequireTexts(request, lease);
        var encoded = await EncodeAsync(lease, request.Texts, request.Truncation, context);
        return new EncodeResponse
        {
            Results = { encoded.Results.Select(result => answers.Item(result, context)) },
            ServedBy = lease.ServedBy(replica),
            Times = Answers.Times(encoded.Times),
        };
    }

    public override Task EncodeStream(
        IAsyncStreamReader<EncodeStreamRequest> requestStream, IServerStreamWriter<EncodeStreamResponse> responseStream,
        ServerCallContext context) =>
        DuplexStream.AnswerEachAsync(requestStream, responseStream, options.Value.MaxStreamInFlight,
            (request, _) => AnswerAsync(request, context), context.CancellationToken);

    public override Task<GetEncoderResponse> GetEncoder(GetEncoderRequest request, ServerCallContext context)
    {
        using var lease = Lease(request.Route, "", "");
        return Task.FromResult(new GetEncoderResponse
        {
            Encoder = Manifests.ToContract(lease.Snapshot.Manifest),
            ServedBy = lease.ServedBy(replica),
            MaxTextsPerCall = (uint)MaxTexts(lease),
        });
    }

    private async Task<EncodeStreamResponse> AnswerAsync(EncodeStreamRequest request, ServerCallContext context)
    {
        var response = new EncodeStreamResponse { Id = request.Id };
        try
        {
            using var lease = Lease(request.Route, request.BundleId, request.ExpectedSpaceId);
            response.ServedBy = lease.ServedBy(replica);
            var encoded = await EncodeAsync(lease, [request.Text], request.Truncation, context);
            response.Result = answers.Item(encoded.Results[0], context);
            response.Times = Answers.Times(encoded.Times);
        }
        catch (Exception error) when (!context.CancellationToken.IsCancellationRequested)
        {
            response.Result = new EncodedItem { Error = failures.ToItemError(error, context) };
        }

        return response;
    }

    private Lease<Encoder> Lease(string route, string bundleId, string expectedSpace)
    {
        Requests.RequireRoute(route, options.Value.Route);
        var lease = state.Lease(bundleId);
        try
        {
            Requests.RequireSpace(expectedSpace, lease.Snapshot.Manifest);
            return lease;
        }
        catch
        {
            lease.Dispose();
            throw;
        }
    }

    private void RequireTexts(EncodeRequest request, Lease<Encoder> lease)
    {
        var most = MaxTexts(lease);
        new RequestCheck()
            .That(request.Texts.Count > 0 && request.Texts.Count <= most, $"must be 1 to {most:N0} texts",
                request.Texts)
            .ThrowIfInvalid();
    }

    private int MaxTexts(Lease<Encoder> lease) => Requests.MaxTexts(options.Value, lease.Snapshot.Manifest.Dims);

    private Task<EncodedTexts> EncodeAsync(
        Lease<Encoder> lease, IReadOnlyList<string> texts, Truncation truncation, ServerCallContext context) =>
        queries.EncodeAsync(
            lease,
            texts,
            new EncodeCall(Requests.Policy(truncation), Requests.Deadline(context), context.CancellationToken));
}
