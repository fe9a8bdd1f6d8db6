using TorchSharp.Interop;

namespace TorchSharp;

public static partial class torch
{
    public static class autograd
    {
        /// <summary>
        /// Adds to the gradients of the leaves (or of <paramref name="inputs"/>) what the tensors depend on them by.
        /// </summary>
        public static unsafe void backward(IList<Tensor> tensors, IList<Tensor>? grad_tensors = null,
            bool? retain_graph = null, bool create_graph = false, IList<Tensor>? inputs = null)
        {
            var (roots, grads, leaves) = (Handles(tensors), Handles(grad_tensors), Handles(inputs));
            var retain = retain_graph ?? create_graph;
            fixed (IntPtr* root = roots, grad = grads, leaf = leaves)
                LibTorch.Check(LibTorch.kt_backward(root, roots.Length, grad, grads.Length, retain ? 1 : 0,
                    create_graph ? 1 : 0, leaf, leaves.Length));
            GC.KeepAlive((tensors, grad_tensors, inputs));
        }

        private static IntPtr[] Handles(IList<Tensor>? tensors) => [.. tensors?.Select(tensor => tensor.Handle) ?? []];
    }
}
