using TorchSharp.Interop;

namespace TorchSharp;

public static partial class torch
{
    public partial class Tensor
    {
        public long ndim
        {
            get
            {
                LibTorch.Check(LibTorch.kt_tensor_dims(Handle, out var dims));
                GC.KeepAlive(this);
                return dims;
            }
        }

        public long Dimensions => ndim;

        public long dim() => ndim;

        public long[] shape => Sizes().sizes;

        public long[] size() => shape;

        public long size(int dim) => shape[Wrap(dim)];

        public long[] stride() => Sizes().strides;

        public long stride(int dim) => stride()[Wrap(dim)];

        public long numel() => Describe().numel;

        public long NumberOfElements => numel();

        public ScalarType dtype => Describe().dtype;

        public long element_size() => Describe().elementSize;

        public long ElementSize => element_size();

        public DeviceType device_type => device.type;

        public int device_index => device.index;

        public Device device
        {
            get
            {
                LibTorch.Check(LibTorch.kt_tensor_device(Handle, out var type, out var index));
                GC.KeepAlive(this);
                return new Device((DeviceType)type, type == (int)DeviceType.CPU ? -1 : index);
            }
        }

        public bool is_cuda => device_type == DeviceType.CUDA;

        public bool is_floating_point() => torch.is_floating_point(dtype);

        public bool is_integral() => torch.is_integral(dtype);

        public bool is_contiguous()
        {
            LibTorch.Check(LibTorch.kt_tensor_is_contiguous(Handle, out var result));
            GC.KeepAlive(this);
            return result != 0;
        }

        private unsafe (long[] sizes, long[] strides) Sizes()
        {
            var (sizes, strides) = (new long[ndim], new long[ndim]);
            fixed (long* sizePointer = sizes, stridePointer = strides)
                LibTorch.Check(LibTorch.kt_tensor_sizes(Handle, sizePointer, stridePointer));
            GC.KeepAlive(this);
            return (sizes, strides);
        }

        private (long numel, ScalarType dtype, int elementSize) Describe()
        {
            LibTorch.Check(LibTorch.kt_tensor_describe(Handle, out var numel, out var dtype, out var elementSize));
            GC.KeepAlive(this);
            return (numel, (ScalarType)dtype, elementSize);
        }

        private long Wrap(long dim)
        {
            var dims = ndim;
            return dim >= -dims && dim < dims
                ? (dim + dims) % dims
                : throw new ArgumentOutOfRangeException(nameof(dim), dim, $"The tensor has {dims} dimensions.");
        }
    }
}
