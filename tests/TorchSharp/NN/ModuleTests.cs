using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Kale.TorchSharp.Tests.NN;

#pragma warning disable IDE1006

public sealed class ModuleTests : IDisposable
{
    private readonly DisposeScope _scope = NewDisposeScope();

    public void Dispose() => _scope.Dispose();

    [Fact]
    public void NamedParameters_OfAModule_AreDottedFieldNamesInOrder()
    {
        using var model = new Pair();
        Assert.Equal(
            ["scale", "first.weight", "first.bias", "rest.0.weight", "rest.1.0.weight", "rest.1.0.bias"],
            model.named_parameters().Select(item => item.name));
        Assert.Equal(
            ["first", "rest", "rest.0", "rest.1", "rest.1.0", "rest.1.1"],
            model.named_modules().Select(item => item.name));
    }

    [Fact]
    public void StateDict_HoldsParametersAndPersistentBuffers()
    {
        using var model = new Pair();
        Assert.Contains("offset", model.state_dict().Keys);
        Assert.Contains("student.first.weight", model.state_dict(prefix: "student").Keys);
    }

    [Fact]
    public void LoadStateDict_OfAnother_CopiesItsValues()
    {
        using var from = new Pair();
        using var to = new Pair();
        to.load_state_dict(from.state_dict());
        foreach (var (name, tensor) in from.state_dict())
            Assert.True(tensor.eq(to.state_dict()[name]).all().item<bool>());
        using (no_grad())
            from.scale.add_(1);
        Assert.False(from.scale.eq(to.scale).any().item<bool>());
    }

    [Fact]
    public void LoadStateDict_WithMissingOrUnknownNames_RefusesOrReportsThem()
    {
        using var model = new Pair();
        var state = model.state_dict();
        state.Remove("scale");
        state["other"] = zeros(1);
        Assert.Throws<InvalidOperationException>(() => model.load_state_dict(state));
        var (missing, unexpected) = model.load_state_dict(state, strict: false);
        Assert.Equal(["scale"], missing);
        Assert.Equal(["other"], unexpected);
    }

    [Fact]
    public void Save_ThenLoad_GivesTheSameState()
    {
        using var from = new Pair();
        using var to = new Pair();
        var file = Path.GetTempFileName();
        from.save(file);
        to.load(file);
        File.Delete(file);
        foreach (var (name, tensor) in from.state_dict())
            Assert.True(tensor.eq(to.state_dict()[name]).all().item<bool>());
    }

    [Fact]
    public void Load_OfAFileOfAnotherModel_Refuses()
    {
        using var model = new Pair();
        using var other = Linear(2, 2);
        using var stream = new MemoryStream();
        using var writer = new BinaryWriter(stream);
        other.save(writer);
        stream.Position = 0;
        using var reader = new BinaryReader(stream);
        Assert.Throws<ArgumentException>(() => model.load(reader));
    }

    [Fact]
    public void Eval_ReachesEverySubmodule()
    {
        using var model = new Pair();
        model.eval();
        Assert.All(model.modules(), module => Assert.False(module.training));
        Assert.True(model.call(ones(1, 3)).eq(model.call(ones(1, 3))).all().item<bool>());
        model.train();
        Assert.All(model.modules(), module => Assert.True(module.training));
    }

    [Fact]
    public void To_AnotherType_MovesParametersAndKeepsTheObjects()
    {
        using var model = new Pair();
        var weight = model.first.weight;
        model.to(ScalarType.Float64);
        Assert.Equal(ScalarType.Float64, weight.dtype);
        Assert.True(weight.requires_grad);
        Assert.Same(weight, model.parameters().ElementAt(1));
        Assert.Throws<ArgumentException>(() => model.to(ScalarType.Int64));
    }

    [Fact]
    public void ZeroGrad_ByDefault_TakesTheGradientsAway()
    {
        using var model = new Pair();
        model.call(ones(1, 3)).sum().backward();
        Assert.NotNull(model.first.weight.grad);
        model.zero_grad(set_to_none: false);
        Assert.Equal(0, model.first.weight.grad!.abs().sum().item<float>());
        model.zero_grad();
        Assert.Null(model.first.weight.grad);
    }

    [Fact]
    public void Frozen_Parameters_GetNoGradient()
    {
        using var model = new Pair();
        model.first.weight.requires_grad = false;
        model.call(ones(1, 3)).sum().backward();
        Assert.Null(model.first.weight.grad);
        Assert.NotNull(model.first.bias!.grad);
    }

    [Fact]
    public void NoGrad_AndInferenceMode_RecordNothing()
    {
        using var model = new Pair();
        using (no_grad())
            Assert.False(model.call(ones(1, 3)).requires_grad);
        using (inference_mode())
            Assert.False(model.call(ones(1, 3)).requires_grad);
        Assert.True(is_grad_enabled());
        Assert.True(model.call(ones(1, 3)).requires_grad);
    }

    [Fact]
    public void Embedding_OfAPaddingIndex_HasAZeroRowWithoutGradient()
    {
        using var table = Embedding(4, 3, padding_idx: 1);
        Assert.Equal(0, table.weight!.detach()[1].abs().sum().item<float>());
        table.call(tensor(new long[] { 1, 2 })).sum().backward();
        Assert.Equal([0f, 3f], table.weight.grad!.sum(1)[1..3].data<float>().ToArray());
    }

    [Fact]
    public void Linear_AsMade_StartsWithinPyTorchsBounds()
    {
        using var linear = Linear(400, 50);
        Assert.InRange(linear.weight.abs().max().item<float>(), 0.045f, 0.05f);
        Assert.InRange(linear.bias!.abs().max().item<float>(), 0.03f, 0.05f);
        init.xavier_uniform_(linear.weight);
        Assert.InRange(linear.weight.abs().max().item<float>(), 0.11f, (float)Math.Sqrt(6.0 / 450));
    }

    private sealed class Pair : Module<Tensor, Tensor>
    {
        public readonly Parameter scale = Parameter(rand(1));
        public readonly Linear first = Linear(3, 3);
        private readonly ModuleList<Module<Tensor, Tensor>> rest =
            ModuleList<Module<Tensor, Tensor>>(Linear(3, 2, hasBias: false), Sequential(Linear(2, 2), Dropout(0.5)));
        private readonly Tensor offset = rand(2);

        public Pair() : base(nameof(Pair)) => RegisterComponents();

        public override Tensor forward(Tensor input)
        {
            var states = first.call(input) * scale;
            foreach (var module in rest)
                states = module.call(states);
            return states + offset;
        }
    }
}
