namespace TorchSharp;

public static partial class torch
{
    public static partial class optim
    {
        public static partial class lr_scheduler
        {
            /// <summary>The base rate times a function of the step.</summary>
            public static LRScheduler LambdaLR(Optimizer optimizer, Func<int, double> lr_lambda, int last_epoch = -1,
                bool verbose = false) => new Scaled(optimizer, lr_lambda, last_epoch, verbose);

            /// <summary>The base rate times <paramref name="factor"/> for the first steps, then as it is.</summary>
            public static LRScheduler ConstantLR(Optimizer optimizer, double factor = 1.0 / 3, int total_iters = 5,
                int last_epoch = -1, bool verbose = false) =>
                new Scaled(optimizer, step => step < total_iters ? factor : 1, last_epoch, verbose);

            /// <summary>The base rate times a factor that goes straight from start to end, then stays.</summary>
            public static LRScheduler LinearLR(Optimizer optimizer, double start_factor = 1.0 / 3,
                double end_factor = 1, int total_iters = 5, int last_epoch = -1, bool verbose = false) =>
                new Scaled(optimizer,
                    step => start_factor + (end_factor - start_factor) * Math.Min(step, total_iters) / total_iters,
                    last_epoch, verbose);

            /// <summary>
            /// The base rate times <paramref name="gamma"/> once more after every <paramref name="step_size"/> steps.
            /// </summary>
            public static LRScheduler StepLR(Optimizer optimizer, int step_size, double gamma = 0.1,
                int last_epoch = -1, bool verbose = false) =>
                new Scaled(optimizer, step => Math.Pow(gamma, step / step_size), last_epoch, verbose);

            /// <summary>One scheduler up to each milestone, then the next, from its own step 0.</summary>
            public static LRScheduler SequentialLR(Optimizer optimizer, IEnumerable<LRScheduler> schedulers,
                IEnumerable<int> milestones, int last_epoch = -1) =>
                new Sequence(optimizer, [.. schedulers], [.. milestones], last_epoch);
        }
    }
}
