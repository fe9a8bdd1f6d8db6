using Kale.TorchSharp.Tests.Golden;
using TorchSharp;
using static TorchSharp.torch.optim;
using static TorchSharp.torch.optim.lr_scheduler;

namespace Kale.TorchSharp.Tests.Optim;

public sealed class ScheduleTests
{
    private static readonly Dictionary<string, Func<Optimizer, LRScheduler>> Schedules = new()
    {
        ["lambda"] = optimizer => LambdaLR(optimizer, step => Math.Min(step + 1, 4) / 4.0),
        ["constant"] = optimizer => ConstantLR(optimizer, 0.25, 4),
        ["linear"] = optimizer => LinearLR(optimizer, 0.1, 1, 6),
        ["step"] = optimizer => StepLR(optimizer, 4, 0.5),
        ["sequential"] = optimizer => SequentialLR(
            optimizer, [LinearLR(optimizer, 0.1, 1, 4), LinearLR(optimizer, 1, 0.2, 6)], [4]),
    };

    public static TheoryData<string> Names => [.. Schedules.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void Rates_OfASchedule_ArePyTorchs(string name)
    {
        using var parameter = torch.nn.Parameter(torch.zeros(1));
        using var optimizer = AdamW([parameter], lr: 0.01);
        var schedule = Schedules[name](optimizer);
        foreach (var expected in GoldenFile.Read<Dictionary<string, double[]>>("schedules.json")[name])
        {
            Assert.Equal(expected, optimizer.ParamGroups.Single().LearningRate, 12);
            schedule.step();
        }
    }
}
