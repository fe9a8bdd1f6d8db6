using Kale.TorchSharp.Tests.Golden;
using Kale.TorchSharp.Tests.Parity;
using TorchSharp;
using Xunit.Abstractions;
using F = TorchSharp.torch.nn.functional;

namespace Kale.TorchSharp.Tests.Memory;

/// <summary>Alone in the process, so that what it measures is its own.</summary>
[Collection(nameof(DefaultGenerator))]
public sealed class LeakTests(ITestOutputHelper output)
{
    [Fact]
    public void Training_AThousandSteps_LeavesResidentMemoryWhereStep100HadIt()
    {
        using var trainer = new SmallTrainer();
        trainer.Steps(100);
        var (resident, tensors) = (Resident(), torch.Tensor.TotalCount);
        trainer.Steps(900);
        var after = Resident();
        output.WriteLine($"step 100: {resident / 1e6:F1} MB, step 1,000: {after / 1e6:F1} MB; tensors {tensors}");
        Assert.InRange(after, 0.95 * resident, 1.05 * resident);
        Assert.Equal(tensors, torch.Tensor.TotalCount);
    }

    [Fact]
    public void Tensors_NobodyDisposesOf_AreFreedByTheCollector()
    {
        var before = Collected();
        MakeAndForget();
        Assert.Equal(before, Collected());

        static void MakeAndForget()
        {
            for (var i = 0; i < 1000; i++)
                torch.zeros(1000);
        }

        static long Collected()
        {
            Collect();
            return torch.Tensor.TotalCount;
        }
    }

    private static double Resident()
    {
        Collect();
        var pages = File.ReadAllText("/proc/self/statm").Split(' ')[1];
        return long.Parse(pages) * (double)Environment.SystemPageSize;
    }

    private static void Collect()
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
        GC.Collect();
    }

    private sealed class SmallTrainer : IDisposable
    {
        private readonly TinyBert _model = TinyBert.FromGolden(GoldenEncoder.Instance, dropout: 0.1);
        private readonly global::TorchSharp.Modules.AdamW _optimizer;
        private readonly torch.optim.lr_scheduler.LRScheduler _schedule;

        public SmallTrainer()
        {
            _optimizer = torch.optim.AdamW(_model.parameters(), lr: 1e-4);
            _schedule = torch.optim.lr_scheduler.LambdaLR(_optimizer, step => 1.0 / (1 + step));
        }

        public void Steps(int count)
        {
            for (var i = 0; i < count; i++)
                Step();
        }

        private void Step()
        {
            using var scope = torch.NewDisposeScope();
            var (ids, mask, types) = GoldenEncoder.Instance.Inputs();
            var loss = F.mse_loss(_model.Vectors(ids, mask, types), GoldenEncoder.Instance.Targets.ToTensor());
            _model.zero_grad();
            loss.backward();
            torch.nn.utils.clip_grad_norm_(_model.parameters(), 1);
            _optimizer.step();
            _schedule.step();
        }

        public void Dispose()
        {
            _optimizer.Dispose();
            _model.Dispose();
        }
    }
}
