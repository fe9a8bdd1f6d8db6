namespace TorchSharp;

public static partial class torch
{
    public static partial class optim
    {
        public static partial class lr_scheduler
        {
            /// <summary>Sets the learning rates of an optimizer's groups, one step after the other.</summary>
            public abstract class LRScheduler
            {
                private readonly bool _verbose;

                protected LRScheduler(Optimizer optimizer, int last_epoch = -1, bool verbose = false)
                {
                    (Optimizer, _last_epoch, _verbose) = (optimizer, last_epoch, verbose);
                    _base_lrs = [.. optimizer.ParamGroups.Select(group => group.InitialLearningRate)];
                    _last_lrs = [.. optimizer.ParamGroups.Select(group => group.LearningRate)];
                }

                internal Optimizer Optimizer { get; }

                internal int _last_epoch;
                internal readonly List<double> _base_lrs;
                internal List<double> _last_lrs;

                public virtual void step() => step(null);

                public virtual void step(double current, int? epoch = null) => step(epoch);

                public virtual void step(int? epoch)
                {
                    _last_epoch = epoch ?? _last_epoch + 1;
                    Set([.. epoch is null ? get_lr() : get_closed_form_lr()]);
                }

                public IEnumerable<double> get_last_lr() => _last_lrs;

                /// <summary>The rates of this step, from those of the step before or from the base rates.</summary>
                protected virtual IEnumerable<double> get_lr() =>
                    Optimizer.ParamGroups.Select(group => group.LearningRate);

                protected virtual IEnumerable<double> get_closed_form_lr() => get_lr();

                private void Set(List<double> rates)
                {
                    foreach (var (group, rate) in Optimizer.ParamGroups.Zip(rates))
                        group.LearningRate = rate;
                    if (_verbose && !rates.SequenceEqual(_last_lrs))
                        Console.WriteLine($"Adjusting learning rate to {string.Join(", ", rates)}");
                    _last_lrs = rates;
                }
            }
        }
    }
}
