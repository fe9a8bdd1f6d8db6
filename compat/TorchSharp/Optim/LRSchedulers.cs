namespace TorchSharp;

public static partial class torch
{
    public static partial class optim
    {
        public static partial class lr_scheduler
        {
            // Every schedule here is known in closed form, so a step computes the rate from the base rate: no drift.
            private sealed class Scaled : LRScheduler
            {
                private readonly Func<int, double> _scale;

                public Scaled(Optimizer optimizer, Func<int, double> scale, int last_epoch, bool verbose)
                    : base(optimizer, last_epoch, verbose)
                {
                    _scale = scale;
                    step();
                }

                protected override IEnumerable<double> get_lr() => _base_lrs.Select(rate => rate * _scale(_last_epoch));
            }

            private sealed class Sequence : LRScheduler
            {
                private readonly LRScheduler[] _schedulers;
                private readonly int[] _milestones;

                public Sequence(Optimizer optimizer, LRScheduler[] schedulers, int[] milestones, int last_epoch)
                    : base(optimizer, last_epoch)
                {
                    if (milestones.Length != schedulers.Length - 1)
                        throw new ArgumentException(
                            $"{schedulers.Length} schedulers need one milestone fewer, not {milestones.Length}.");
                    if (schedulers.Any(scheduler => scheduler.Optimizer != optimizer))
                        throw new ArgumentException("The schedulers must be bound to the same optimizer.");
                    (_schedulers, _milestones) = (schedulers, milestones);
                    step();
                }

                protected override IEnumerable<double> get_lr()
                {
                    var index = _milestones.Count(milestone => milestone <= _last_epoch);
                    var scheduler = _schedulers[index];
                    scheduler.step((int?)(_last_epoch - (index == 0 ? 0 : _milestones[index - 1])));
                    return scheduler.get_last_lr();
                }
            }
        }
    }
}
