using TorchSharp.Interop;
using TorchSharp.Utils;

namespace TorchSharp;

public static partial class torch
{
    public partial class Tensor
    {
        /// <summary>The elements in memory; of a tensor on another device, a copy of them.</summary>
        /// <exception cref="ArgumentException"><typeparamref name="T"/> is not the type of the elements.</exception>
        public TensorAccessor<T> data<T>() where T : unmanaged
        {
            if (TypeOf<T>() != dtype)
                throw new ArgumentException($"{typeof(T).Name} is not compatible with {dtype}");
            return new TensorAccessor<T>(device_type == DeviceType.CPU ? this : cpu());
        }

        public T item<T>() where T : unmanaged => numel() == 1
            ? data<T>()[0]
            : throw new ArgumentException($"Number of elements in the tensor must be 1, not {numel()}");

        /// <summary>The memory of a contiguous tensor, as bytes in the machine's order.</summary>
        public Span<byte> bytes
        {
            get => Memory();
            set => value.CopyTo(Memory());
        }

        public override string ToString() => IsInvalid
            ? "[disposed]"
            : $"[{string.Join('x', shape)}], type = {dtype}, device = {device}";

        internal unsafe Span<byte> Memory()
        {
            if (!is_contiguous())
                throw new NotSupportedException("The memory of a tensor that is not contiguous is not one span.");
            return new Span<byte>((void*)DataPointer(), checked((int)(numel() * element_size())));
        }

        internal IntPtr DataPointer()
        {
            LibTorch.Check(LibTorch.kt_tensor_data(Handle, out var data));
            GC.KeepAlive(this);
            return data;
        }
    }
}
