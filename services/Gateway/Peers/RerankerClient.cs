using Kale.V1;
using Microsoft.Extensions.Options;

namespace Kale.Gateway.Peers;

/// <summary>The cross encoder, seen from a search.</summary>
internal sealed class RerankerClient(PeerChannels channels, IOptions<GatewayOptions> options, TimeProvider time)
{
    // Several smaller calls stay under the message limit, and their passages meet again in the reranker's batches.
    private const int PassagesPerCall = 100;

    private readonly Reranking.RerankingClient? _client =
        channels.Reranker is { } channel ? new Reranking.RerankingClient(channel) : null;

    public bool IsConfigured => _client is not null;

    /// <returns>A score for every passage, in their order; null for one that could not be scored.</returns>
    public async Task<RerankedPassages> RerankAsync(
        string query, IReadOnlyList<string> passages, DateTime deadline, CancellationToken cancellation)
    {
        var call = PeerCall.Options(options.Value.Reranker, deadline, time, cancellation);
        var calls = passages.Chunk(PassagesPerCall).Select(chunk =>
            _client!.RerankAsync(new RerankRequest { Query = query, Passages = { chunk } }, call).ResponseAsync);
        var responses = await Task.WhenAll(calls);
        return new RerankedPassages(
            [.. responses.SelectMany(response => response.Results).Select(ScoreOf)], responses[0].ServedBy);
    }

    private static float? ScoreOf(RerankItem item) =>
        item.OutcomeCase == RerankItem.OutcomeOneofCase.Score ? item.Score.Value : null;
}

/// <summary>The cross encoder's judgement.</summary>
internal sealed record RerankedPassages(IReadOnlyList<float?> Scores, ServedBy ServedBy);
