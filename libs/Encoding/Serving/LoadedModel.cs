using Kale.Bundles;
using Kale.Encoding.Batching;
using Kale.Encoding.Inference;
using Kale.Encoding.Tokenization;
using Kale.Native;

namespace Kale.Encoding.Serving;

/// <summary>A bundle's model in service: tokenizer, session and queue.</summary>
internal sealed class LoadedModel : IAsyncDisposable
{
    private readonly EncoderSession _session;
    private readonly TimeProvider _time;

    private LoadedModel(
        Bundle bundle,
        TextTokenizer tokenizer,
        EncoderSession session,
        BatchingOptions batching,
        TimeProvider time)
    {
        (Bundle, Tokenizer, _session, _time) = (bundle, tokenizer, session, time);
        Queue = new EncodeQueue(session, batching, time);
    }

    public Bundle Bundle { get; }

    public TextTokenizer Tokenizer { get; }

    public EncodeQueue Queue { get; }

    /// <summary>Loads the bundle; <paramref name="check"/> warms the model up and may refuse it.</summary>
    public static LoadedModel Load(
        Bundle bundle,
        BundleKind kind,
        EncoderOptions options,
        TimeProvider time,
        Action<TextTokenizer, IBatchRunner> check)
    {
        RequireKind(bundle.Manifest, kind);
        var (tokenizer, session, padding, hasOwnGraph) = Open(bundle, options);
        try
        {
            Beside(options, () => Check(check, tokenizer, session));
            if (!hasOwnGraph)
                PortableGraph.RequireSame(bundle, tokenizer, session, padding, options.Inference);
            CollectWeights(options.LoadsBeside);
            NativeHeap.Trim();
            return new LoadedModel(bundle, tokenizer, session, options.Batching, time);
        }
        catch
        {
            session.Dispose();
            throw;
        }
    }

    /// <summary>Tokenizes the texts, computes what need not be refused, and gives an outcome for each.</summary>
    public async Task<(InputOutcome[] Outcomes, EncodeTimes Times)> RunAsync(
        IReadOnlyList<string> texts,
        Func<string, TokenizedText> tokenize,
        TruncationPolicy truncation,
        DateTimeOffset? deadline,
        CancellationToken cancellation)
    {
        var started = _time.GetTimestamp();
        var inputs = texts.Select(tokenize).ToArray();
        var tokenization = _time.GetElapsedTime(started);
        bool IsAccepted(TokenizedText input) => truncation == TruncationPolicy.Truncate || !input.Truncated;
        var computed = new Queue<Task<EncodedText>>(
            Queue.EnqueueAll([.. inputs.Where(IsAccepted)], deadline, cancellation));
        var outcomes = await Task.WhenAll(inputs.Select(input => InputOutcome.OfAsync(
            input, IsAccepted(input) ? computed.Dequeue() : Task.FromException<EncodedText>(TooLong(input)))))
            .ConfigureAwait(false);
        return (outcomes, InputOutcome.Times(outcomes, tokenization));
    }

    public async ValueTask DisposeAsync()
    {
        await Queue.DisposeAsync().ConfigureAwait(false);
        _session.Dispose();
        NativeHeap.Trim();
    }

    // The weights as arrays are garbage once this returns.
    private static (TextTokenizer Tokenizer, EncoderSession Session, int Padding, bool HasOwnGraph) Open(
        Bundle bundle, EncoderOptions options)
    {
        var (model, hasOwnGraph) = Beside(options, () => Read(bundle));
        return (
            TextTokenizer.Of(model.Tokenizer),
            new EncoderSession(model, options.Inference, options.Batching.Workers),
            model.Config.PadTokenId,
            hasOwnGraph);
    }

    private static (EncoderModel Model, bool HasOwnGraph) Read(Bundle bundle)
    {
        var model = bundle.LoadModel();
        return (model, PortableGraph.IsOwn(bundle, model));
    }

    private static bool Check(
        Action<TextTokenizer, IBatchRunner> check, TextTokenizer tokenizer, EncoderSession session)
    {
        check(tokenizer, session);
        return true;
    }

    // Not the opening of the session, whose threads would have this priority for ever.
    private static T Beside<T>(EncoderOptions options, Func<T> work) =>
        options.LoadsBeside ? LowPriority.Run(LowPriority.Preparing, work) : work();

    // Some hundred MB that would otherwise stay until memory is short; loading is rare and this takes 30 ms.
    private static void CollectWeights(bool inBackground)
    {
        if (inBackground)
            GC.Collect(GC.MaxGeneration, GCCollectionMode.Forced, blocking: false);
        else
            GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
    }

    private EncodingException TooLong(TokenizedText input) => new(
        EncodingError.TextTooLong,
        $"The text has {input.TokenCount} tokens, {Bundle.Manifest.Name} takes {Bundle.Manifest.MaxTokens}; "
            + "shorten it or ask for truncation.");

    private static void RequireKind(BundleManifest manifest, BundleKind kind)
    {
        if (manifest.Kind != kind)
        {
            throw new BundleException(
                BundleError.Unsupported,
                $"{manifest.Name} ({manifest.Id}) is a {Words(manifest.Kind)}; a {Words(kind)} is needed here.");
        }
    }

    private static string Words(BundleKind kind) => kind == BundleKind.CrossEncoder ? "cross encoder" : "dual encoder";
}
