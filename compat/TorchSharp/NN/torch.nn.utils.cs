using TorchSharp.Modules;

namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        public static class utils
        {
            /// <summary>
            /// Scales the gradients down where their common norm is above the limit; returns that norm.
            /// </summary>
            public static double clip_grad_norm_(IEnumerable<Parameter> tensors, double max_norm, double norm_type = 2)
            {
                using var scope = NewDisposeScope();
                using var mode = no_grad();
                var grads = tensors.Select(parameter => parameter.grad!).Where(grad => grad is not null).ToList();
                if (grads.Count == 0)
                    return 0;
                var norm = stack(grads.Select(grad => grad.norm((float)norm_type))).norm((float)norm_type).ToDouble();
                var scale = max_norm / (norm + 1e-6);
                if (scale < 1)
                    foreach (var grad in grads)
                        grad.mul_(scale);
                return norm;
            }
        }
    }
}
