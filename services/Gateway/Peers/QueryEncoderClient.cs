using Grpc.Core;
using Kale.ServiceDefaults.Calls;
using Kale.ServiceDefaults.Errors;
using Kale.V1;
using Microsoft.Extensions.Options;

namespace Kale.Gateway.Peers;

/// <summary>The query encoder, seen from a search.</summary>
internal sealed class QueryEncoderClient(PeerChannels channels, IOptions<GatewayOptions> options, TimeProvider time)
{
    private const string Unavailable = "QUERY_ENCODER_UNAVAILABLE";

    private readonly QueryEncoding.QueryEncodingClient _client = new(channels.QueryEncoder);

    private PeerOptions Peer => options.Value.QueryEncoder;

    /// <param name="query">The text.</param>
    /// <param name="truncation">What to do with a long one.</param>
    /// <param name="bundleId">The encoder to ask; empty: whichever is active.</param>
    /// <param name="deadline">When the caller stops waiting.</param>
    /// <param name="cancellation">The caller left.</param>
    /// <exception cref="FailureException">
    /// The encoder refused the query itself, or no replica has the bundle ready.
    /// </exception>
    public async Task<EncodedQuery> EncodeAsync(
        string query, Truncation truncation, string bundleId, DateTime deadline, CancellationToken cancellation)
    {
        var request = new EncodeRequest { Texts = { query }, Truncation = truncation, BundleId = bundleId };
        var response = await CallAsync(request, PeerCall.Options(Peer, deadline, time, cancellation, bundleId));
        var item = response.Results.Single();
        return item.OutcomeCase == EncodedItem.OutcomeOneofCase.Embedding
            ? new EncodedQuery([.. item.Embedding.Values], item.Embedding.Truncated, response.ServedBy, response.Times)
            : throw Refused(item.Error);
    }

    /// <summary>The vectors of several texts in their order, by one call; null for one that was refused.</summary>
    public async Task<IReadOnlyList<float[]?>> EncodeManyAsync(
        IReadOnlyList<string> texts, string bundleId, CancellationToken cancellation)
    {
        var request = new EncodeRequest { Texts = { texts }, BundleId = bundleId };
        var response = await CallAsync(
            request, PeerCall.Options(Peer, DateTime.MaxValue, time, cancellation, bundleId));
        return [.. response.Results.Select(item => item.Embedding?.Values.ToArray())];
    }

    public async Task<GetEncoderResponse> GetEncoderAsync(CancellationToken cancellation) =>
        await _client.GetEncoderAsync(
            new GetEncoderRequest(), PeerCall.Options(Peer, DateTime.MaxValue, time, cancellation));

    private async Task<EncodeResponse> CallAsync(EncodeRequest request, CallOptions call)
    {
        try
        {
            return await _client.EncodeAsync(request, call);
        }
        catch (RpcException error) when (StatusDetails.ReasonOf(error) == Reasons.BundleNotReady)
        {
            throw new FailureException(Reasons.BundleNotReady, error.Status.Detail, error);
        }
        catch (RpcException error) when (RefusedStream.Is(error))
        {
            throw StatusDetails.ToStatus(StatusCode.ResourceExhausted, RefusedStream.Failure).ToRpcException();
        }
        catch (RpcException error) when (error.StatusCode == StatusCode.Unavailable)
        {
            throw new FailureException(Unavailable, $"The query encoder cannot be reached; is it running at "
                + $"Gateway:QueryEncoder:Address, {Peer.Address}?", error);
        }
    }

    private static FailureException Refused(ItemError error) => new(new Failure(error.Reason, error.Message)
    {
        Fields = [new FieldViolation("query", error.Message)],
    });
}

/// <summary>A query's vector.</summary>
/// <param name="Vector">[dims]</param>
/// <param name="Truncated">The query was longer than the encoder takes.</param>
/// <param name="ServedBy">Which encoder of which space made it.</param>
/// <param name="Times">Where the encoder's time went.</param>
internal sealed record EncodedQuery(float[] Vector, bool Truncated, ServedBy ServedBy, EncodingTimes Times);
