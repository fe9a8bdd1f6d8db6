using Kale.Bundles;
using Kale.Encoding.Batching;
using Kale.Encoding.Probing;
using Kale.Encoding.Serving;
using Kale.Encoding.Tokenization;

namespace Kale.Encoding;

/// <summary>
/// A bundle's dual encoder in service: texts to vectors. It was warmed up by reproducing its space's probes.
/// Thread-safe; disposing completes what waits.
/// </summary>
public sealed class Encoder : IAsyncDisposable
{
    private readonly LoadedModel _model;

    private Encoder(LoadedModel model) => (_model, Memory) = (model, EncoderMemory.Of(model.Bundle));

    /// <summary>What the bundle says of itself.</summary>
    public BundleManifest Manifest => _model.Bundle.Manifest;

    /// <summary>What it takes of the memory.</summary>
    public EncoderMemory Memory { get; }

    /// <summary>The state of its queue.</summary>
    public QueueMetrics Metrics => _model.Queue.Metrics;

    /// <summary>When a text that came now would be computed.</summary>
    /// <param name="deadline">When the caller stops waiting; null if never.</param>
    public QueueWait WaitFor(DateTimeOffset? deadline) => _model.Queue.WaitFor(deadline);

    /// <summary>Loads a bundle and lets it prove that it speaks its space's language.</summary>
    /// <exception cref="BundleException">
    /// It is a cross encoder, damaged or without probes, or its vectors are not the space's (ProbeMismatch).
    /// </exception>
    /// <exception cref="EncodingException">The device cannot be used.</exception>
    public static Encoder Load(Bundle bundle, EncoderOptions options, TimeProvider? time = null)
    {
        ArgumentNullException.ThrowIfNull(bundle);
        ArgumentNullException.ThrowIfNull(options);
        return new Encoder(LoadedModel.Load(
            bundle, BundleKind.DualEncoder, options, time ?? TimeProvider.System,
            (tokenizer, runner) => VerifyProbes(bundle, tokenizer, runner)));
    }

    /// <summary>Encodes texts of one side, each to its vector or its own error.</summary>
    /// <param name="texts">The texts without prompt; the prompt of the side is put in front of each.</param>
    /// <param name="role">Queries, or documents' passages.</param>
    /// <param name="truncation">What to do with texts longer than the manifest's MaxTokens.</param>
    /// <param name="deadline">When the caller stops waiting; null if never.</param>
    /// <param name="cancellation">The caller left.</param>
    /// <exception cref="OverloadedException">
    /// The queue cannot serve the call in time; it says when to try again.
    /// </exception>
    /// <exception cref="EncodingException">
    /// The encoder does not serve this side, the call is too large, or it is shutting down.
    /// </exception>
    public async Task<EncodeResult> EncodeAsync(
        IReadOnlyList<string> texts,
        EncoderRole role,
        TruncationPolicy truncation = TruncationPolicy.Truncate,
        DateTimeOffset? deadline = null,
        CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(texts);
        RequireServed(role);
        var (outcomes, times) = await _model.RunAsync(
            texts, text => Tokenize(text, role), truncation, deadline, cancellation).ConfigureAwait(false);
        return new EncodeResult([.. outcomes.Select(ToResult)], times);
    }

    /// <summary>
    /// The ids the encoder would see of a text, cut to its limit; to count tokens and to split documents.
    /// </summary>
    public TokenizedText Tokenize(string text, EncoderRole role)
    {
        ArgumentNullException.ThrowIfNull(text);
        return _model.Tokenizer.Encode(Manifest.Prompts.For(role) + text, Manifest.MaxTokens);
    }

    /// <summary>The same, cut to fewer tokens than the encoder takes; the encoder's limit holds all the same.</summary>
    public TokenizedText Tokenize(string text, EncoderRole role, int maxTokens)
    {
        ArgumentNullException.ThrowIfNull(text);
        return _model.Tokenizer.Encode(Manifest.Prompts.For(role) + text, Math.Min(maxTokens, Manifest.MaxTokens));
    }

    /// <summary>The tokens that stand around every text.</summary>
    public int SpecialTokens => _model.Tokenizer.SpecialTokens;

    /// <summary>The tokens of a text without prompt and special tokens; to plan how a document is split.</summary>
    public int CountTokens(ReadOnlySpan<char> text) => _model.Tokenizer.CountTokens(text);

    /// <summary>Encodes what was tokenized by this encoder; for callers that count tokens before they encode.</summary>
    /// <returns>A task for every text, in their order.</returns>
    /// <exception cref="OverloadedException">The queue cannot serve the call in time.</exception>
    /// <exception cref="EncodingException">The call is too large, or the encoder is shutting down.</exception>
    public IReadOnlyList<Task<EncodedText>> EncodeAll(
        IReadOnlyList<TokenizedText> texts,
        DateTimeOffset? deadline = null,
        CancellationToken cancellation = default) =>
        _model.Queue.EnqueueAll(texts, deadline, cancellation);

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _model.DisposeAsync();

    private static void VerifyProbes(Bundle bundle, TextTokenizer tokenizer, IBatchRunner runner)
    {
        var (manifest, probes) = (bundle.Manifest, bundle.Probes ?? throw new BundleException(
            BundleError.Missing,
            $"{bundle.Manifest.Name} ({bundle.Id}) has no {ProbeSet.FileName}, so nothing proves its space; "
                + "publish the encoder anew."));
        var inputs = new ProbeInputs(tokenizer, manifest.Prompts, manifest.MaxTokens);
        probes.Verify(inputs.Encode(runner, probes.Probes.Select(probe => (probe.Text, probe.Role)))).ThrowIfFailed();
    }

    private static TextResult ToResult(InputOutcome outcome) => new(
        outcome.Encoded?.Vector,
        outcome.Error,
        outcome.Input.TokenCount,
        outcome.Error is null && outcome.Input.Truncated);

    private void RequireServed(EncoderRole role)
    {
        if (!Manifest.Roles.Contains(role))
        {
            throw new EncodingException(
                EncodingError.RoleNotServed,
                $"{Manifest.Name} ({Manifest.Id}) encodes "
                    + $"{string.Join(" and ", Manifest.Roles).ToLowerInvariant()} texts of {Manifest.SpaceId}, "
                    + $"no {role.ToString().ToLowerInvariant()} texts.");
        }
    }
}
