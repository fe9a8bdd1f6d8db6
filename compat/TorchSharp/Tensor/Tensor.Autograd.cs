using TorchSharp.Interop;

namespace TorchSharp;

public static partial class torch
{
    public partial class Tensor
    {
        public bool requires_grad
        {
            get
            {
                LibTorch.Check(LibTorch.kt_tensor_requires_grad(Handle, out var result));
                GC.KeepAlive(this);
                return result != 0;
            }
            set
            {
                LibTorch.Check(LibTorch.kt_tensor_set_requires_grad(Handle, value ? 1 : 0));
                GC.KeepAlive(this);
            }
        }

        public Tensor requires_grad_(bool requires_grad = true) => with_requires_grad(requires_grad);

        public Tensor with_requires_grad(bool requires_grad = true)
        {
            this.requires_grad = requires_grad;
            return this;
        }

        public bool is_leaf
        {
            get
            {
                LibTorch.Check(LibTorch.kt_tensor_is_leaf(Handle, out var result));
                GC.KeepAlive(this);
                return result != 0;
            }
        }

        /// <summary>
        /// The gradient gathered so far, as a new handle each time; null before the first backward pass.
        /// </summary>
        public Tensor? grad
        {
            get
            {
                LibTorch.Check(LibTorch.kt_tensor_grad(Handle, out var grad));
                GC.KeepAlive(this);
                return grad == IntPtr.Zero ? null : new Tensor(grad);
            }
            set
            {
                LibTorch.Check(LibTorch.kt_tensor_set_grad(Handle, value?.Handle ?? IntPtr.Zero));
                GC.KeepAlive(this);
                GC.KeepAlive(value);
            }
        }

        public void backward() => autograd.backward([this]);

        public void backward(IList<Tensor>? grad_tensors = null, bool retain_graph = false, bool create_graph = false,
            IList<Tensor>? inputs = null) =>
            autograd.backward([this], grad_tensors, retain_graph, create_graph, inputs);

        public Tensor detach() => Aten.detach.Call(this);

        public Tensor detach_() => Aten.detach_.Update(this);
    }
}
