using Kale.Bundles;
using Kale.Encoding.Batching;
using Kale.Encoding.Serving;
using Kale.Encoding.Tokenization;

namespace Kale.Encoding;

/// <summary>
/// A bundle's cross encoder in service: a query with each of its passages to a score. Of one label the score is its
/// logit, of two the second's minus the first's (the log-odds of "relevant"). Thread-safe; disposing completes
/// what waits.
/// </summary>
public sealed class CrossEncoderScorer : IAsyncDisposable
{
    private readonly LoadedModel _model;

    private CrossEncoderScorer(LoadedModel model) => _model = model;

    /// <summary>What the bundle says of itself.</summary>
    public BundleManifest Manifest => _model.Bundle.Manifest;

    /// <summary>The state of its queue.</summary>
    public QueueMetrics Metrics => _model.Queue.Metrics;

    /// <summary>Loads and warms up a bundle.</summary>
    /// <exception cref="BundleException">It is no cross encoder, has more than two labels, or is damaged.</exception>
    /// <exception cref="EncodingException">The device cannot be used.</exception>
    public static CrossEncoderScorer Load(Bundle bundle, EncoderOptions options, TimeProvider? time = null)
    {
        ArgumentNullException.ThrowIfNull(bundle);
        ArgumentNullException.ThrowIfNull(options);
        return new CrossEncoderScorer(LoadedModel.Load(
            bundle, BundleKind.CrossEncoder, options, time ?? TimeProvider.System,
            (tokenizer, runner) => WarmUp(bundle, tokenizer, runner)));
    }

    /// <summary>Scores every passage for the query.</summary>
    /// <param name="query">The query.</param>
    /// <param name="passages">The passages; each is cut to fit beside the query, the longer of both first.</param>
    /// <param name="truncation">What to do with pairs longer than the manifest's MaxTokens.</param>
    /// <param name="deadline">When the caller stops waiting; null if never.</param>
    /// <param name="cancellation">The caller left.</param>
    /// <exception cref="OverloadedException">
    /// The queue cannot serve the call in time; it says when to try again.
    /// </exception>
    /// <exception cref="EncodingException">The call is too large, or the scorer is shutting down.</exception>
    public async Task<ScoreResult> ScoreAsync(
        string query,
        IReadOnlyList<string> passages,
        TruncationPolicy truncation = TruncationPolicy.Truncate,
        DateTimeOffset? deadline = null,
        CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(query);
        ArgumentNullException.ThrowIfNull(passages);
        var (outcomes, times) = await _model.RunAsync(
            passages,
            passage => _model.Tokenizer.EncodePair(query, passage, Manifest.MaxTokens),
            truncation,
            deadline,
            cancellation).ConfigureAwait(false);
        return new ScoreResult([.. outcomes.Select(ToResult)], times);
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _model.DisposeAsync();

    private static void WarmUp(Bundle bundle, TextTokenizer tokenizer, IBatchRunner runner)
    {
        var logits = runner.Run(
            [tokenizer.EncodePair(ProbeTexts.Default[0], ProbeTexts.Default[8], bundle.Manifest.MaxTokens)])[0];
        if (logits.Length > 2)
        {
            throw new BundleException(
                BundleError.Unsupported,
                $"{bundle.Manifest.Name} ({bundle.Id}) has {logits.Length} labels; "
                    + "a reranker has one, or two of which the second means relevant.");
        }
    }

    private static PassageResult ToResult(InputOutcome outcome) => new(
        outcome.Encoded is { } encoded ? Score(encoded.Vector) : float.NaN,
        outcome.Error,
        outcome.Input.TokenCount,
        outcome.Error is null && outcome.Input.Truncated);

    private static float Score(float[] logits) => logits.Length == 1 ? logits[0] : logits[1] - logits[0];
}
