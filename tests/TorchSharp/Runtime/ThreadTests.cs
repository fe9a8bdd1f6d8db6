using Kale.TorchSharp.Tests.Parity;
using TorchSharp;

namespace Kale.TorchSharp.Tests.Runtime;

[Collection(nameof(DefaultGenerator))]
public sealed class ThreadTests
{
    [Fact]
    public void Threads_AsLoaded_AreTheProcessorsUnlessTheEnvironmentSaysOtherwise()
    {
        var said = int.TryParse(Environment.GetEnvironmentVariable("OMP_NUM_THREADS"), out var number) && number >= 1;
        Assert.Equal(said ? number : Environment.ProcessorCount, torch.get_num_threads());
    }

    [Fact]
    public void SetNumThreads_ToOne_GivesTheSameProduct()
    {
        using var scope = torch.NewDisposeScope();
        var (a, b) = (torch.rand(300, 200), torch.rand(200, 100));
        var (expected, threads) = (a.matmul(b), torch.get_num_threads());
        torch.set_num_threads(1);
        Assert.Equal(1, torch.get_num_threads());
        var difference = (a.matmul(b) - expected).abs().max().item<float>();
        torch.set_num_threads(threads);
        Assert.InRange(difference, 0, 1e-4);
    }
}
