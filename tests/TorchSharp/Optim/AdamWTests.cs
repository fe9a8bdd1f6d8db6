using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Kale.TorchSharp.Tests.Optim;

public sealed class AdamWTests : IDisposable
{
    private readonly DisposeScope _scope = NewDisposeScope();

    public void Dispose() => _scope.Dispose();

    // Doubles take the way of operators, floats the single pass; both are AdamW.
    [Fact]
    public void Step_InFloatsAndInDoubles_Agrees()
    {
        using var generator = new Generator(1);
        var start = randn(70_000, generator: generator);
        var single = new Parameter(start.clone());
        var exact = new Parameter(start.to(ScalarType.Float64));
        using var first = optim.AdamW([single], lr: 0.01, weight_decay: 0.1);
        using var second = optim.AdamW([exact], lr: 0.01, weight_decay: 0.1);
        for (var i = 0; i < 5; i++)
        {
            single.grad = randn(70_000, generator: generator);
            exact.grad = single.grad!.to(ScalarType.Float64);
            first.step();
            second.step();
        }
        Assert.InRange((single - exact).abs().max().ToDouble(), 0, 1e-6);
    }

    [Fact]
    public void Step_OfAParameterWithoutGradient_LeavesIt()
    {
        var parameter = new Parameter(ones(3));
        using var optimizer = optim.AdamW([parameter], weight_decay: 0.5);
        optimizer.step();
        Assert.Equal([1f, 1f, 1f], parameter.data<float>().ToArray());
    }

    [Fact]
    public void Step_WithGroups_UsesEachGroupsOptions()
    {
        var (slow, fast) = (new Parameter(ones(1)), new Parameter(ones(1)));
        using var optimizer = optim.AdamW(
            [new AdamW.ParamGroup([slow], lr: 1e-4), new AdamW.ParamGroup([fast], lr: 1e-1)]);
        (slow.grad, fast.grad) = (ones(1), ones(1));
        optimizer.step();
        Assert.Equal(1 - 1e-4, slow.ToDouble(), 6);
        Assert.Equal(1 - 1e-1, fast.ToDouble(), 6);
    }

    [Fact]
    public void StateDict_HoldsTheMoments()
    {
        var parameter = new Parameter(ones(2));
        using var optimizer = optim.AdamW([parameter]);
        parameter.grad = full(2, 2f);
        optimizer.step();
        var state = (AdamW.State)optimizer.state_dict().State.Single();
        Assert.Equal(1, state.step);
        Assert.Equal(0.2, state.exp_avg[0].ToDouble(), 6);
        Assert.Equal(0.004, state.exp_avg_sq[0].ToDouble(), 6);
    }

    [Fact]
    public void LoadStateDict_OfAnother_CopiesIt()
    {
        var (from, to) = (new Parameter(ones(2)), new Parameter(ones(2)));
        using var source = optim.AdamW([from], lr: 0.5);
        using var target = optim.AdamW([to]);
        from.grad = ones(2);
        source.step();
        target.load_state_dict(source.state_dict());
        Assert.Equal(0.5, target.ParamGroups.Single().LearningRate);
        Assert.Equal(1, ((AdamW.State)target.state_dict().State.Single()).step);
    }

    [Fact]
    public void LoadStateDict_OfAnotherNumberOfParameters_Refuses()
    {
        using var one = optim.AdamW([new Parameter(ones(1))]);
        using var two = optim.AdamW([new Parameter(ones(1)), new Parameter(ones(1))]);
        Assert.Throws<ArgumentException>(() => one.load_state_dict(two.state_dict()));
    }

    [Theory]
    [InlineData(-1, 0.9, 1e-8)]
    [InlineData(1e-3, 1.0, 1e-8)]
    [InlineData(1e-3, 0.9, -1)]
    public void AdamW_OfImpossibleOptions_Refuses(double lr, double beta1, double eps) =>
        Assert.Throws<ArgumentException>(() => optim.AdamW([new Parameter(ones(1))], lr, beta1, 0.999, eps));
}
