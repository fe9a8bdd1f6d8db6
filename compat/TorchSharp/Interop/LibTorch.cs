using System.Runtime.InteropServices;

namespace TorchSharp.Interop;

/// <summary>
/// The entries of libkale_torch.so (native/*.cpp). Each returns 0, or 1 when libtorch threw; <see cref="Check"/> turns
/// that into a managed exception.
/// </summary>
internal static unsafe partial class LibTorch
{
    private const string Library = "kale_torch";

    static LibTorch() => NativeLibrary.SetDllImportResolver(typeof(LibTorch).Assembly, LibraryLoader.Resolve);

    /// <exception cref="ExternalException">libtorch refused; the message is its own.</exception>
    public static void Check(int status)
    {
        if (status != 0)
            throw new ExternalException(Marshal.PtrToStringUTF8(kt_last_error()));
    }

    [LibraryImport(Library)] private static partial IntPtr kt_last_error();

    // operators.cpp
    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int kt_op_find(string name, string overload, out IntPtr op);
    [LibraryImport(Library)]
    public static partial int kt_op_call(IntPtr op, NativeArg* args, int count, IntPtr** results, int* resultCount);

    // tensors.cpp
    [LibraryImport(Library)] public static partial int kt_tensor_dispose(IntPtr self);
    [LibraryImport(Library)]
    public static partial int kt_tensor_from(void* data, long* sizes, int dims, int dtype, out IntPtr result);
    [LibraryImport(Library)] public static partial int kt_tensor_dims(IntPtr self, out long dims);
    [LibraryImport(Library)] public static partial int kt_tensor_sizes(IntPtr self, long* sizes, long* strides);
    [LibraryImport(Library)]
    public static partial int kt_tensor_describe(IntPtr self, out long numel, out int dtype, out int elementSize);
    [LibraryImport(Library)] public static partial int kt_tensor_device(IntPtr self, out int type, out int index);
    [LibraryImport(Library)] public static partial int kt_tensor_data(IntPtr self, out IntPtr data);
    [LibraryImport(Library)] public static partial int kt_tensor_is_contiguous(IntPtr self, out int result);

    // autograd.cpp
    [LibraryImport(Library)] public static partial int kt_tensor_requires_grad(IntPtr self, out int result);
    [LibraryImport(Library)] public static partial int kt_tensor_set_requires_grad(IntPtr self, int value);
    [LibraryImport(Library)] public static partial int kt_tensor_is_leaf(IntPtr self, out int result);
    [LibraryImport(Library)] public static partial int kt_tensor_grad(IntPtr self, out IntPtr result);
    [LibraryImport(Library)] public static partial int kt_tensor_set_grad(IntPtr self, IntPtr grad);
    [LibraryImport(Library)] public static partial int kt_grad_enabled(out int result);
    [LibraryImport(Library)] public static partial int kt_set_grad_enabled(int value);
    [LibraryImport(Library)] public static partial int kt_inference_enabled(out int result);
    [LibraryImport(Library)] public static partial int kt_inference_enter(int value, out IntPtr guard);
    [LibraryImport(Library)] public static partial int kt_inference_leave(IntPtr guard);
    [LibraryImport(Library)]
    public static partial int kt_backward(IntPtr* roots, int rootCount, IntPtr* grads, int gradCount, int retainGraph,
        int createGraph, IntPtr* inputs, int inputCount);

    // random.cpp
    [LibraryImport(Library)] public static partial int kt_manual_seed(long seed);
    [LibraryImport(Library)] public static partial int kt_generator_default(out IntPtr result);
    [LibraryImport(Library)] public static partial int kt_generator_new(long seed, out IntPtr result);
    [LibraryImport(Library)] public static partial int kt_generator_dispose(IntPtr self);
    [LibraryImport(Library)] public static partial int kt_generator_seed(IntPtr self, out long seed);
    [LibraryImport(Library)] public static partial int kt_generator_set_seed(IntPtr self, long seed);
    [LibraryImport(Library)] public static partial int kt_generator_state(IntPtr self, out IntPtr state);
    [LibraryImport(Library)] public static partial int kt_generator_set_state(IntPtr self, IntPtr state);

    // runtime.cpp
    [LibraryImport(Library)] public static partial int kt_version(out IntPtr version);
    [LibraryImport(Library)] public static partial int kt_num_threads(out int count);
    [LibraryImport(Library)] public static partial int kt_set_num_threads(int count);
    [LibraryImport(Library)] public static partial int kt_num_interop_threads(out int count);
    [LibraryImport(Library)] public static partial int kt_set_num_interop_threads(int count);
    [LibraryImport(Library)] public static partial int kt_cuda_device_count(out int result);

    // optimizers.cpp
    [LibraryImport(Library)]
    public static partial int kt_adamw(IntPtr param, IntPtr grad, IntPtr expAvg, IntPtr expAvgSq, double lr,
        double beta1, double beta2, double eps, double weightDecay, long step, out int done);
}
