using Grpc.Core;
using Kale.Encoding;
using Kale.QueryEncoder.Serving;
using Kale.ServiceDefaults.Errors;
using Kale.V1;
using Microsoft.Extensions.Options;

namespace Kale.QueryEncoder;

/// <summary>Reranking over gRPC.</summary>
internal sealed class RerankingService(
    ModelState<CrossEncoderScorer> state, Answers answers, ReplicaName replica, IOptions<QueryEncoderOptions> options)
    : Reranking.RerankingBase
{
    public override async Task<RerankResponse> Rerank(RerankRequest request, ServerCallContext context)
    {
        using var lease = state.Lease();
        RequirePassages(request);
        var scored = await PassageScores.ScoreAsync(
            lease.Model, request.Query, request.Passages, Requests.Policy(request.Truncation),
            Requests.Deadline(context), context.CancellationToken);
        return new RerankResponse
        {
            Results = { scored.Results.Select(result => answers.Item(result, context)) },
            ServedBy = lease.ServedBy(replica),
            Times = Answers.Times(scored.Times),
        };
    }

    private void RequirePassages(RerankRequest request)
    {
        var most = options.Value.MaxPassagesPerCall;
        new RequestCheck()
            .That(!QueryTexts.IsEmpty(request.Query), "must not be empty", request.Query)
            .That(request.Passages.Count > 0 && request.Passages.Count <= most, $"must be 1 to {most:N0} passages",
                request.Passages)
            .ThrowIfInvalid();
    }
}
