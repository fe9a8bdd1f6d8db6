using Kale.TorchSharp.Tests.Parity;
using TorchSharp;

namespace Kale.TorchSharp.Tests.Runtime;

[Collection(nameof(DefaultGenerator))]
public sealed class ThreadTests
{
    [Fact]
    public void Threads_AsLoaded_AreTheProcessors() => Assert.Equal(Environment.ProcessorCount, torch.get_num_threads());

    [Fact]
    public void SetNumThreads_ToOne_GivesTheSameProduct()
    {
        using var scope = torch.NewDisposeScope();
        var (a, b) = (torch.rand(300, 200), torch.rand(200, 100));
        var expected = a.matmul(b);
        torch.set_num_threads(1);
        Assert.Equal(1, torch.get_num_threads());
        var difference = (a.matmul(b) - expected).abs().max().item<float>();
        torch.set_num_threads(Environment.ProcessorCount);
        Assert.InRange(difference, 0, 1e-4);
    }
}
