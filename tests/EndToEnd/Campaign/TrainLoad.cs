using Grpc.Core;
using Kale.V1;

namespace Kale.EndToEnd.Tests.Campaign;

/// <summary>Starts one alignment after the other; one that was started ends, however often its Trainer dies.</summary>
internal sealed class TrainLoad(CampaignSuite suite, Findings findings) : Load(suite, findings)
{
    private const int Steps = 400;
    private readonly List<string> _started = [];
    private ulong _step;
    private int _resumed;

    public override string Name => "train";

    public override string Summary => $"jobs started and ended, {_resumed} times seen to go on from a checkpoint";

    protected override async Task StepAsync()
    {
        if (_started.Count > 0 && !await HasEndedAsync(_started[^1]))
        {
            await Task.Delay(TimeSpan.FromMilliseconds(100));
            return;
        }

        var id = $"job-{_started.Count}";
        await SurelyAsync(() => Suite.Training.StartJobAsync(
            new StartJobRequest { JobId = id, Spec = Spec(id) }, deadline: Deadline));
        _started.Add(id);
        _step = 0;
        Promised();
    }

    protected override async Task CheckAsync()
    {
        foreach (var id in _started)
        {
            while (!await HasEndedAsync(id))
                await Task.Delay(TimeSpan.FromMilliseconds(100));
        }
    }

    private async Task<bool> HasEndedAsync(string id)
    {
        var job = await Suite.Training.GetJobAsync(new GetJobRequest { JobId = id }, deadline: Deadline);
        if (job.Progress is { Stage: "training" } progress)
        {
            _resumed += progress.Step < _step ? 1 : 0;
            _step = progress.Step;
        }

        switch (job.State)
        {
            case JobState.Succeeded:
                return true;
            // Three deaths without a checkpoint in between: as documented, it waits for an operator.
            case JobState.Failed when job.ErrorReason == "INTERRUPTED":
                await SurelyAsync(() => Suite.Training.ResumeJobAsync(
                    new ResumeJobRequest { JobId = id }, deadline: Deadline));
                return false;
            case JobState.Failed or JobState.Cancelled:
                Findings.Add($"{id} is {job.State}: {job.ErrorReason} {job.ErrorMessage}");
                return true;
            default:
                return false;
        }
    }

    private static JobSpec Spec(string id) => new()
    {
        OutputName = id,
        AlignQueryEncoder = new AlignQueryEncoder
        {
            Teacher = "default",
            Plan = new LayerPlan { Name = "first", Layers = 1 },
            Queries = { new DataSet { Root = "data", Path = "queries.txt", Format = "text" } },
            Optimization = new Optimization { Steps = Steps, BatchSize = 16, CheckpointEverySteps = 20 },
        },
    };
}
