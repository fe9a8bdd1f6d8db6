using Kale.Bundles;
using Microsoft.ML.OnnxRuntime;

namespace Kale.Encoding.Inference;

/// <summary>
/// One graph opened twice: for a run that is alone, which all threads shorten, and for runs beside others, each with
/// its share of the threads. Threads of a run wait for each other, and where others want the processor too, that
/// costs more than it gains: docs/decisions/0016. The word vectors, most of a small encoder, lie in memory once.
/// </summary>
internal sealed class SessionPair : IDisposable
{
    private const string Words = EncoderTensors.Words;

    private readonly InferenceSession _alone;
    private readonly InferenceSession _beside;
    private readonly OrtValue? _words;
    private int _running;

    /// <summary>One session for all runs.</summary>
    public SessionPair(InferenceSession session) => (_alone, _beside) = (session, session);

    private SessionPair(InferenceSession alone, InferenceSession beside, OrtValue words) =>
        (_alone, _beside, _words) = (alone, beside, words);

    /// <summary>The session that shows the graph's inputs and outputs.</summary>
    public InferenceSession Session => _alone;

    /// <summary>Opens the model's graph for so many runs that overlap.</summary>
    public static SessionPair Open(EncoderModel model, byte[] graph, InferenceOptions options, int overlapping)
    {
        var share = Math.Max(1, options.Threads / overlapping);
        if (options.Device != InferenceDevice.Cpu || share == options.Threads)
            return new SessionPair(SessionFactory.Open(graph, options));
        var words = ValueOf(model.Weights[Words]);
        try
        {
            var alone = SessionFactory.Open(graph, options, (Words, words));
            return new SessionPair(
                alone, SessionFactory.Open(graph, options with { Threads = share }, (Words, words)), words);
        }
        catch
        {
            words.Dispose();
            throw;
        }
    }

    /// <summary>Computes by the session that suits how many runs there are.</summary>
    public void Run(Action<InferenceSession> run)
    {
        try
        {
            run(Interlocked.Increment(ref _running) == 1 ? _alone : _beside);
        }
        finally
        {
            Interlocked.Decrement(ref _running);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _alone.Dispose();
        _beside.Dispose();
        _words?.Dispose();
    }

    // Over the tensor's own array, which ONNX Runtime neither copies nor frees.
    private static OrtValue ValueOf(Tensor tensor) =>
        OrtValue.CreateTensorValueFromMemory(tensor.Data, [.. tensor.Shape.Select(size => (long)size)]);
}
