using Kale.Bundles;
using Kale.Encoding.Serving;
using Microsoft.ML.OnnxRuntime;

namespace Kale.Encoding.Inference;

/// <summary>
/// Opens ONNX Runtime sessions with the settings that suit varying shapes on a machine that others use too.
/// </summary>
internal static class SessionFactory
{
    /// <summary>Opens a graph; its constants of these names are those given, which must outlive the session.</summary>
    public static InferenceSession Open(
        byte[] graph, InferenceOptions options, params ReadOnlySpan<(string Name, OrtValue Value)> shared)
    {
        using var settings = Settings(options);
        foreach (var (name, value) in shared)
            settings.AddInitializer(name, value);
        return Open(() => new InferenceSession(graph, settings), "The encoder's graph");
    }

    public static InferenceSession Open(string path, InferenceOptions options)
    {
        if (!File.Exists(path))
        {
            throw new BundleException(BundleError.NotFound, $"{path}: there is no such ONNX file.");
        }

        using var settings = Settings(options);
        return Open(() => new InferenceSession(path, settings), path);
    }

    private static InferenceSession Open(Func<InferenceSession> open, string subject)
    {
        try
        {
            // ONNX Runtime's threads inherit the priority of the one that starts them.
            return LowPriority.Run(LowPriority.Computing, open);
        }
        catch (OnnxRuntimeException e)
        {
            throw new BundleException(
                BundleError.Corrupt, $"{subject} cannot be opened by ONNX Runtime: {e.Message}", e);
        }
    }

    private static SessionOptions Settings(InferenceOptions options)
    {
        var settings = new SessionOptions
        {
            IntraOpNumThreads = options.Threads,
            ExecutionMode = ExecutionMode.ORT_SEQUENTIAL,
            GraphOptimizationLevel = GraphOptimizationLevel.ORT_ENABLE_ALL,
            LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL, // Errors reach the caller as exceptions.
            EnableMemoryPattern = false, // A pattern is kept for every shape that was ever seen; ours all differ.
        };
        settings.AddSessionConfigEntry("session.intra_op.allow_spinning", options.Spinning ? "1" : "0");
        if (options.Device == InferenceDevice.Cuda)
        {
            AddCuda(settings, options.DeviceId);
        }

        return settings;
    }

    private static void AddCuda(SessionOptions settings, int deviceId)
    {
        try
        {
            settings.AppendExecutionProvider_CUDA(deviceId);
        }
        catch (Exception e) when (e is OnnxRuntimeException or EntryPointNotFoundException)
        {
            settings.Dispose();
            throw new EncodingException(
                EncodingError.DeviceUnavailable,
                $"GPU {deviceId} cannot be used: {e.Message} "
                    + "Compute on the processor, or install CUDA and ONNX Runtime's CUDA provider.",
                e);
        }
    }
}
