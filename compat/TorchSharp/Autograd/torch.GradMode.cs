using TorchSharp.Interop;

namespace TorchSharp;

// Both modes belong to the thread: leave them on the thread that entered them.
public static partial class torch
{
    public static IDisposable no_grad() => new GradMode(false);

    public static IDisposable enable_grad(bool enabled = true) => new GradMode(enabled);

    public static IDisposable set_grad_enabled(bool mode = true) => new GradMode(mode);

    public static bool is_grad_enabled()
    {
        LibTorch.Check(LibTorch.kt_grad_enabled(out var enabled));
        return enabled != 0;
    }

    public static IDisposable inference_mode(bool mode = true) => new InferenceMode(mode);

    public static bool is_inference_mode_enabled()
    {
        LibTorch.Check(LibTorch.kt_inference_enabled(out var enabled));
        return enabled != 0;
    }

    private sealed class GradMode : IDisposable
    {
        private readonly bool _outer = is_grad_enabled();

        public GradMode(bool enabled) => Set(enabled);

        public void Dispose() => Set(_outer);

        private static void Set(bool enabled) => LibTorch.Check(LibTorch.kt_set_grad_enabled(enabled ? 1 : 0));
    }

    private sealed class InferenceMode : IDisposable
    {
        private IntPtr _guard;

        public InferenceMode(bool mode) => LibTorch.Check(LibTorch.kt_inference_enter(mode ? 1 : 0, out _guard));

        public void Dispose()
        {
            if (_guard != IntPtr.Zero)
                LibTorch.Check(LibTorch.kt_inference_leave(_guard));
            _guard = IntPtr.Zero;
        }
    }
}
