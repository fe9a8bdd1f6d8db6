using System.Collections.Concurrent;
using Kale.Bundles;
using Kale.Encoding.Batching;
using Kale.Encoding.Graphs;
using Kale.Encoding.Tokenization;
using Microsoft.ML.OnnxRuntime;

namespace Kale.Encoding.Inference;

/// <summary>
/// An encoder ready to compute: batches of tokenized texts to vectors [rows, dims], or of a cross encoder to scores
/// [rows, labels]. Runs may overlap; each has buffers of its own, which are reused.
/// </summary>
public sealed class EncoderSession : IBatchRunner, IDisposable
{
    private static readonly string[] InputNames = ["input_ids", "attention_mask", "token_type_ids"];

    private readonly SessionPair _sessions;
    private readonly string[] _outputNames;
    private readonly int _padTokenId;
    private readonly RunOptions _runOptions = new();
    private readonly ConcurrentBag<BatchBuffers> _buffers = [];

    /// <summary>
    /// Writes the model's graph in the form asked for and opens it; the model is not needed afterwards.
    /// </summary>
    /// <param name="model">The weights and what says how to compute with them.</param>
    /// <param name="options">How to compute.</param>
    /// <param name="overlapping">
    /// Runs that overlap under load; one that begins while another is computed gets this part of the threads.
    /// </param>
    /// <exception cref="BundleException">The model's parts do not fit each other.</exception>
    /// <exception cref="EncodingException">The device cannot be used.</exception>
    public EncoderSession(EncoderModel model, InferenceOptions options, int overlapping = 1)
        : this(
            SessionPair.Open(model, EncoderGraph.ToBytes(model, options.Form), options, overlapping),
            model.Config.PadTokenId,
            "The graph")
    {
    }

    /// <summary>
    /// Opens an ONNX file that has an encoder's inputs and its one output; the options' form is not used.
    /// </summary>
    /// <exception cref="BundleException">
    /// The file is missing, no ONNX model, or has other inputs or outputs.
    /// </exception>
    /// <exception cref="EncodingException">The device cannot be used.</exception>
    public EncoderSession(string onnxPath, InferenceOptions options, int padTokenId = 0)
        : this(new SessionPair(SessionFactory.Open(onnxPath, options)), padTokenId, onnxPath)
    {
    }

    internal EncoderSession(byte[] graph, int padTokenId, InferenceOptions options)
        : this(new SessionPair(SessionFactory.Open(graph, options)), padTokenId, "The graph")
    {
    }

    private EncoderSession(SessionPair sessions, int padTokenId, string subject) =>
        (_sessions, _padTokenId, _outputNames, Width) =
            (sessions, padTokenId, [.. sessions.Session.OutputNames], WidthOf(sessions, subject));

    /// <summary>The length of each row that comes out: dims, or labels of a cross encoder.</summary>
    public int Width { get; }

    /// <inheritdoc/>
    /// <exception cref="EncodingException">ONNX Runtime failed, for lack of memory for example.</exception>
    public float[][] Run(IReadOnlyList<TokenizedText> batch)
    {
        ArgumentNullException.ThrowIfNull(batch);
        var buffers = _buffers.TryTake(out var used) ? used : new BatchBuffers(Width, _padTokenId);
        buffers.Fill(batch);
        Run(buffers);
        var rows = buffers.Rows();
        _buffers.Add(buffers);
        return rows;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _sessions.Dispose();
        _runOptions.Dispose();
    }

    private void Run(BatchBuffers buffers)
    {
        var inputs = buffers.Inputs();
        using var output = buffers.Output();
        try
        {
            _sessions.Run(session => session.Run(_runOptions, InputNames, inputs, _outputNames, [output]));
        }
        catch (OnnxRuntimeException e)
        {
            throw new EncodingException(
                EncodingError.InferenceFailed, $"The encoder failed on a batch: {e.Message}", e);
        }
        finally
        {
            Array.ForEach(inputs, input => input.Dispose());
        }
    }

    private static int WidthOf(SessionPair sessions, string subject)
    {
        var (inputs, outputs) = (sessions.Session.InputNames, sessions.Session.OutputMetadata);
        if (inputs.Order().SequenceEqual(InputNames.Order()) && outputs.Count == 1)
        {
            return outputs.Values.Single().Dimensions[^1];
        }

        sessions.Dispose();
        throw new BundleException(
            BundleError.Unsupported,
            $"{subject}: an encoder takes {string.Join(", ", InputNames)} and has one output; "
                + $"this takes {string.Join(", ", inputs)} and has {outputs.Count}.");
    }
}
