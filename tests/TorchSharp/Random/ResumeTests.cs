using Kale.TorchSharp.Tests.Golden;
using Kale.TorchSharp.Tests.Parity;
using TorchSharp;
using F = TorchSharp.torch.nn.functional;

namespace Kale.TorchSharp.Tests.Random;

/// <summary>
/// Model, optimizer, schedule step and generator saved and loaded: the same numbers as without a break.
/// </summary>
[Collection(nameof(DefaultGenerator))]
public sealed class ResumeTests
{
    [Fact]
    public void Resume_FromACheckpoint_RepeatsTheLossesBitByBit()
    {
        var undisturbed = new Run(seed: 5);
        var expected = undisturbed.Steps(12);

        var first = new Run(seed: 5);
        Assert.Equal(expected[..5], first.Steps(5));
        var checkpoint = first.Save();
        first.Steps(3);

        var second = new Run(seed: 99);
        second.Load(checkpoint);
        Assert.Equal(expected[5..], second.Steps(7));
    }

    [Fact]
    public void SetState_OfTheDefaultGenerator_RepeatsDropout()
    {
        using var scope = torch.NewDisposeScope();
        torch.manual_seed(3);
        torch.rand(7);
        var state = torch.get_rng_state();
        var first = F.dropout(torch.ones(64), 0.5);
        torch.set_rng_state(state);
        var second = F.dropout(torch.ones(64), 0.5);
        Assert.True(first.eq(second).all().item<bool>());
    }

    [Fact]
    public void Generators_OfOnesOwn_DoNotDisturbTheDefaultOne()
    {
        using var scope = torch.NewDisposeScope();
        torch.manual_seed(3);
        var expected = torch.rand(4);
        torch.manual_seed(3);
        using var own = new torch.Generator(11);
        var drawn = torch.randn(100, generator: own);
        Assert.True(torch.rand(4).eq(expected).all().item<bool>());
        Assert.Equal(11, own.initial_seed());
        own.manual_seed(11);
        Assert.True(torch.randn(100, generator: own).eq(drawn).all().item<bool>());
    }

    private sealed class Run
    {
        private readonly TinyBert _model;
        private readonly global::TorchSharp.Modules.AdamW _optimizer;
        private int _step;

        public Run(long seed)
        {
            torch.manual_seed(seed);
            _model = TinyBert.FromGolden(GoldenEncoder.Instance, dropout: 0.2);
            _optimizer = torch.optim.AdamW(_model.parameters(), lr: 1e-3, weight_decay: 0.01);
        }

        public float[] Steps(int count) => [.. Enumerable.Range(0, count).Select(_ => Step())];

        public byte[] Save()
        {
            using var scope = torch.NewDisposeScope();
            using var stream = new MemoryStream();
            using var writer = new BinaryWriter(stream);
            writer.Write(_step);
            _model.save(writer);
            _optimizer.save_state_dict(writer);
            torch.get_rng_state().Save(writer);
            return stream.ToArray();
        }

        public void Load(byte[] checkpoint)
        {
            using var scope = torch.NewDisposeScope();
            using var reader = new BinaryReader(new MemoryStream(checkpoint));
            _step = reader.ReadInt32();
            _model.load(reader);
            _optimizer.load_state_dict(reader);
            torch.set_rng_state(TensorExtensionMethods.Load(reader));
        }

        private float Step()
        {
            using var scope = torch.NewDisposeScope();
            foreach (var group in _optimizer.ParamGroups)
                group.LearningRate = 1e-3 / (1 + _step);
            var (ids, mask, types) = GoldenEncoder.Instance.Inputs();
            var loss = F.mse_loss(_model.Vectors(ids, mask, types), GoldenEncoder.Instance.Targets.ToTensor());
            _model.zero_grad();
            loss.backward();
            _optimizer.step();
            _step++;
            return loss.item<float>();
        }
    }
}
