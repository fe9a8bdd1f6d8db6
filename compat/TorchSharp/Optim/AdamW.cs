using TorchSharp.Interop;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace TorchSharp
{
    namespace Modules
    {
        /// <summary>
        /// Adam with decoupled weight decay (Loshchilov &amp; Hutter 2019, arXiv 1711.05101, algorithm 2).
        /// </summary>
        public sealed partial class AdamW : OptimizerHelper, optim.IBetas
        {
            public AdamW(IEnumerable<Parameter> parameters, double lr = 1e-3, double beta1 = 0.9, double beta2 = 0.999,
                double eps = 1e-8, double weight_decay = 0, bool amsgrad = false, bool maximize = false)
                : this([new ParamGroup { Parameters = parameters }], lr, beta1, beta2, eps, weight_decay, amsgrad,
                    maximize)
            {
            }

            public AdamW(IEnumerable<ParamGroup> parameters, double lr = 1e-3, double beta1 = 0.9, double beta2 = 0.999,
                double eps = 1e-8, double weight_decay = 0, bool amsgrad = false, bool maximize = false)
            {
                _defaults = Options.Checked(lr, beta1, beta2, eps, weight_decay, amsgrad, maximize);
                foreach (var group in parameters)
                    add_param_group(group);
            }

            public (double, double) Betas
            {
                get => (((Options)_defaults).beta1!.Value, ((Options)_defaults).beta2!.Value);
                set => (((Options)_defaults).beta1, ((Options)_defaults).beta2) = value;
            }

            public override void add_param_group(Modules.ParamGroup param_group)
            {
                param_group.Options ??= new Options();
                ((Options)param_group.Options).FillFrom((Options)_defaults);
                param_group.Parameters = [.. param_group.Parameters];
                _parameter_groups.Add(param_group);
                foreach (var parameter in param_group.Parameters)
                {
                    var state = new State(parameter);
                    state.Initialize(param_group.Options);
                    _state.Add(parameter, state);
                }
            }

            public override Tensor? step(Func<Tensor>? closure = null) =>
                _step<Modules.ParamGroup>(Update, closure);

            private void Update(Modules.ParamGroup group)
            {
                var options = (Options)group.Options;
                foreach (var parameter in group.Parameters)
                {
                    using var scope = NewDisposeScope();
                    if (parameter.grad is not { } grad)
                        continue;
                    var state = (State)_state[parameter];
                    state.step++;
                    if (options.maximize == true)
                        grad = grad.neg();
                    if (options.amsgrad == true || !UpdateAtOnce(parameter, grad, state, options))
                        UpdateByOperators(parameter, grad, state, options);
                }
            }

            // A single pass over the memory, where the native half has one for these tensors.
            private static bool UpdateAtOnce(Parameter parameter, Tensor grad, State state, Options options)
            {
                LibTorch.Check(LibTorch.kt_adamw(parameter.Handle, grad.Handle, state.exp_avg.Handle,
                    state.exp_avg_sq.Handle, options.LearningRate!.Value, options.beta1!.Value, options.beta2!.Value,
                    options.eps!.Value, options.weight_decay!.Value, state.step, out var done));
                return done != 0;
            }

            private static void UpdateByOperators(Parameter parameter, Tensor grad, State state, Options options)
            {
                var (beta1, beta2, lr) = (options.beta1!.Value, options.beta2!.Value, options.LearningRate!.Value);
                parameter.mul_(1 - lr * options.weight_decay!.Value);
                state.exp_avg.mul_(beta1).add_(grad, alpha: 1 - beta1);
                state.exp_avg_sq.mul_(beta2).addcmul_(grad, grad, value: 1 - beta2);
                if (state.max_exp_avg_sq is { } max)
                    max.copy_(max.maximum(state.exp_avg_sq));
                var second = (state.max_exp_avg_sq ?? state.exp_avg_sq).sqrt();
                var denominator = second.div_(Math.Sqrt(1 - Math.Pow(beta2, state.step))).add_(options.eps!.Value);
                parameter.addcdiv_(state.exp_avg, denominator, value: -lr / (1 - Math.Pow(beta1, state.step)));
            }

            protected override void Dispose(bool disposing)
            {
                foreach (var state in _state.Values)
                    ((State)state).Dispose();
            }
        }
    }

    public static partial class torch
    {
        public static partial class optim
        {
            public static AdamW AdamW(IEnumerable<Parameter> parameters, double lr = 1e-3, double beta1 = 0.9,
                double beta2 = 0.999, double eps = 1e-8, double weight_decay = 0, bool amsgrad = false,
                bool maximize = false) =>
                new(parameters, lr, beta1, beta2, eps, weight_decay, amsgrad, maximize);

            public static AdamW AdamW(IEnumerable<(string name, Parameter parameter)> parameters, double lr = 1e-3,
                double beta1 = 0.9, double beta2 = 0.999, double eps = 1e-8, double weight_decay = 0,
                bool amsgrad = false, bool maximize = false) =>
                new(parameters.Select(item => item.parameter), lr, beta1, beta2, eps, weight_decay, amsgrad, maximize);

            public static AdamW AdamW(IEnumerable<AdamW.ParamGroup> parameters, double lr = 1e-3, double beta1 = 0.9,
                double beta2 = 0.999, double eps = 1e-8, double weight_decay = 0, bool amsgrad = false,
                bool maximize = false) =>
                new(parameters, lr, beta1, beta2, eps, weight_decay, amsgrad, maximize);
        }
    }
}
