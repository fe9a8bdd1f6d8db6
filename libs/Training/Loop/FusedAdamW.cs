using Kale.Bundles;
using Kale.Training.Weights;
using TorchSharp;
using TorchSharp.Modules;
using Tensor = TorchSharp.torch.Tensor;

namespace Kale.Training.Loop;

/// <summary>
/// AdamW (Loshchilov and Hutter 2019, arXiv 1711.05101, algorithm 2) as BERT is trained with: no decay on biases and
/// LayerNorms (arXiv 1810.04805's code). One pass over the memory, by libtorch's own kernel; TorchSharp's class is
/// written in nine operators a weight and takes several times as long. TorchSharp binds no such kernel, so TorchScript
/// calls it.
/// </summary>
internal sealed class FusedAdamW : IDisposable
{
    private static readonly Lazy<torch.jit.CompilationUnit> s_script = new(() => torch.jit.compile("""
        def update(weights: List[Tensor], gradients: List[Tensor], means: List[Tensor], squares: List[Tensor],
                   steps: List[Tensor], rate: Tensor, decay: Tensor):
            torch._fused_adamw_(weights, gradients, means, squares, [], steps, lr=float(rate), beta1=0.9, beta2=0.999,
                                weight_decay=float(decay), eps=1e-8, amsgrad=False, maximize=False)

        """));

    private readonly Group[] _groups;
    private long _steps;

    /// <param name="network">Whose parameters learn.</param>
    /// <param name="weightDecay">Of matrices.</param>
    public FusedAdamW(torch.nn.Module network, double weightDecay) =>
        _groups = [.. network.named_parameters()
            .GroupBy(entry => Decays(entry.name) ? weightDecay : 0)
            .Select(group => new Group([.. group], group.Key))];

    /// <summary>The next backward pass begins with no gradients.</summary>
    public void ZeroGradients()
    {
        foreach (var weight in _groups.SelectMany(group => group.Weights))
            weight.grad = null;
    }

    /// <summary>Moves every weight by its gradient.</summary>
    /// <param name="rate">The learning rate of this step.</param>
    public void Step(double rate)
    {
        using var scope = torch.NewDisposeScope();
        using var mode = torch.no_grad();
        using var lr = torch.tensor(rate);
        _steps++;
        foreach (var group in _groups)
            group.Update(_steps, lr);
    }

    /// <summary>The moving means of the gradients, by the weights' names.</summary>
    public TensorSet Means => TensorExport.Of(Moments(group => group.Means));

    /// <summary>The moving means of their squares.</summary>
    public TensorSet Squares => TensorExport.Of(Moments(group => group.Squares));

    /// <summary>Goes on where another left off.</summary>
    public void Load(TensorSet means, TensorSet squares, long steps)
    {
        TensorImport.Into(Moments(group => group.Means), means);
        TensorImport.Into(Moments(group => group.Squares), squares);
        _steps = steps;
    }

    public void Dispose() => Array.ForEach(_groups, group => group.Dispose());

    private static bool Decays(string name) =>
        !name.EndsWith(".bias", StringComparison.Ordinal)
        && !name.EndsWith("LayerNorm.weight", StringComparison.Ordinal);

    private IEnumerable<(string, Tensor)> Moments(Func<Group, Tensor[]> kind) =>
        _groups.SelectMany(group => group.Names.Zip(kind(group)));

    /// <summary>Weights of one decay.</summary>
    private sealed class Group((string Name, Parameter Weight)[] entries, double decay) : IDisposable
    {
        private readonly Tensor _decay = Kept(torch.tensor(decay));

        public string[] Names { get; } = Array.ConvertAll(entries, entry => entry.Name);

        public Tensor[] Weights { get; } = Array.ConvertAll(entries, entry => (Tensor)entry.Weight);

        public Tensor[] Means { get; } = Array.ConvertAll(entries, entry => Kept(torch.zeros_like(entry.Weight)));

        public Tensor[] Squares { get; } = Array.ConvertAll(entries, entry => Kept(torch.zeros_like(entry.Weight)));

        public void Update(long step, Tensor rate)
        {
            var steps = new Tensor[Weights.Length];
            Array.Fill(steps, torch.tensor((float)step, device: Weights[0].device));
            s_script.Value.invoke("update", Weights, Gradients(), Means, Squares, steps, rate, _decay);
        }

        public void Dispose()
        {
            _decay.Dispose();
            Array.ForEach(Means, mean => mean.Dispose());
            Array.ForEach(Squares, square => square.Dispose());
        }

        // A parameter that the network does not compute with would be trained by decay alone, and published.
        private Tensor[] Gradients() => [.. Weights.Zip(Names, (weight, name) => weight.grad
            ?? throw new InvalidOperationException($"{name} got no gradient: the network does not use it. A bug."))];

        // Beyond whatever scope the optimizer is made in.
        private static Tensor Kept(Tensor tensor) => tensor.DetachFromDisposeScope();
    }
}
