using Kale.Trainer.Models.Runtime;

namespace Kale.Trainer.Tests.Models.Runtime;

public sealed class TorchRuntimeTests
{
    [Fact]
    public void Describe_SaysWhatLibTorchRunsOn()
    {
        var runtime = TorchRuntime.Describe();
        Assert.NotEmpty(runtime.Version);
        Assert.InRange(runtime.Threads, 1, Environment.ProcessorCount);
        Assert.Matches("^(cpu|cuda)", runtime.Device);
    }
}
