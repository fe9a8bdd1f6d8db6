using TorchSharp;

namespace Kale.Training.Loop;

/// <summary>
/// Trains a network step by step: schedule, checkpoints, evaluations, early end. From a checkpoint it computes what it
/// would have computed without the interruption: batches and dropout follow from the seed and the step alone.
/// </summary>
public sealed class TrainingLoop : IDisposable
{
    /// <summary>Grows when a checkpoint of the loop is read otherwise than before.</summary>
    public const int CheckpointVersion = LoopCheckpoint.Version;

    private readonly ITrainingRun _run;
    private readonly TrainingSettings _settings;
    private readonly ITrainingTask _task;
    private readonly CheckpointStore _checkpoints;
    private readonly TrainingClock _clock;
    private readonly string _stage;
    private readonly FusedAdamW _optimizer;
    private readonly BestWeights _best;
    private readonly LoopCheckpoint _checkpoint;
    private readonly LearningRateCourse _course;
    private readonly long _totalSteps;
    private LoopState _state = new();

    /// <param name="run">What it is part of.</param>
    /// <param name="settings">How to train.</param>
    /// <param name="task">What to train.</param>
    /// <param name="clock">Counts from wherever the recipe's time bound does.</param>
    /// <param name="stage">What progress calls it.</param>
    /// <param name="checkpoints">This loop's own; null: the run's, which then has no other loop.</param>
    public TrainingLoop(
        ITrainingRun run, TrainingSettings settings, ITrainingTask task, TrainingClock clock,
        string stage = "training", CheckpointStore? checkpoints = null)
    {
        (_run, _settings, _task, _clock, _stage) = (run, settings, task, clock, stage);
        _checkpoints = checkpoints ?? run.Checkpoints;
        _optimizer = new FusedAdamW(task.Network, settings.WeightDecay);
        _best = new BestWeights(task.Network);
        _checkpoint = new LoopCheckpoint(task, _optimizer, _best);
        _totalSteps = settings.TotalSteps(task.Batches.PerEpoch);
        _course = new LearningRateCourse(settings, _totalSteps);
    }

    /// <summary>Trains until a bound is reached; a run that was interrupted goes on from its checkpoint.</summary>
    /// <exception cref="TrainingException">LossNotFinite.</exception>
    public TrainingOutcome Run(CancellationToken cancellation)
    {
        Begin();
        while (!IsOver)
        {
            cancellation.ThrowIfCancellationRequested();
            _task.Prepare(_state.Step, cancellation);
            Step();
            if (Due(_settings.EvaluateEvery))
                Evaluate(cancellation);
            if (Due(_settings.CheckpointEvery))
                Save();
        }

        End(cancellation);
        return new TrainingOutcome(
            _state.Step, _state.MeanLoss ?? 0, new Dictionary<string, double>(_state.Best?.Metrics ?? []),
            _state.Best?.Step ?? _state.Step, _state.Elapsed);
    }

    /// <inheritdoc/>
    public void Dispose() => _optimizer.Dispose();

    private bool IsOver => _state.Ended || _course.IsOver(_state, _clock.Elapsed) || IsPastItsBest;

    private bool IsPastItsBest => _settings.Patience > 0 && _state.Misses >= _settings.Patience;

    private void Begin()
    {
        if (_checkpoints.Load() is not { } checkpoint)
        {
            _state = new LoopState { Began = _clock.Elapsed };
            TellOfALateEnd();
            return;
        }

        _state = _checkpoint.Load(checkpoint);
        _clock.GoOnFrom(_state.Elapsed);
        _run.Message($"Goes on from step {_state.Step:N0}.");
    }

    private void TellOfALateEnd()
    {
        if (_course.End(_state) > _settings.Time)
        {
            _run.Message(
                $"What comes before training took {_state.Began:mm\\:ss} of the {_settings.Time:mm\\:ss}, so it trains "
                    + $"for {_settings.Time / 2:mm\\:ss} more.");
        }
    }

    private void Step()
    {
        using var scope = torch.NewDisposeScope();
        var (examples, rate) = (_task.Batches.At(_state.Step), _course.At(_state, _clock.Elapsed));
        _run.Device.Seed((long)(new SeededRandom(_run.Seed + (ulong)_state.Step).NextBits() >> 1));
        _task.Network.train();
        _optimizer.ZeroGradients();
        var loss = _task.Loss(examples);
        loss.backward();
        if (_settings.MaxGradientNorm > 0)
            torch.nn.utils.clip_grad_norm_(_task.Network.parameters(), _settings.MaxGradientNorm);
        _optimizer.Step(rate);
        Report(loss.ToDouble(), examples.Count);
    }

    private void Report(double loss, int texts)
    {
        _state = _state.After(loss, texts);
        _run.Progress(
            _stage, _state.Step, _totalSteps, loss, _state.Texts, _course.TimeLeft(_state, _clock.Elapsed));
    }

    private bool Due(int every) => every > 0 && _state.Step % every == 0;

    private void Evaluate(CancellationToken cancellation)
    {
        _task.Network.eval();
        using var scope = torch.NewDisposeScope();
        using var mode = torch.no_grad();
        var metrics = _task.Evaluate(cancellation);
        if (metrics.Count == 0)
            return;
        _run.Evaluated(_state.Step, new Dictionary<string, double>(metrics));
        var isBest = _state.Best is null || metrics[0].Value > _state.Best.Metrics[0].Value;
        if (isBest)
            _best.Keep();
        _state = isBest
            ? _state with { Best = new BestEvaluation(_state.Step, metrics), Misses = 0 }
            : _state with { Misses = _state.Misses + 1 };
    }

    private void Save()
    {
        _state = _state with { Elapsed = _clock.Elapsed };
        _checkpoint.Save(_checkpoints, _state);
    }

    private void End(CancellationToken cancellation)
    {
        if (_state.Step == 0)
        {
            throw new TrainingException(
                TrainingError.OutOfRange,
                $"The time of {_settings.Time} was over after {_clock.Elapsed}, before the first step: what comes "
                    + "before training counts. Give it more time (optimization.time; kale: --minutes), and start the "
                    + "job under another id.");
        }

        if (!_state.Ended)
        {
            if (_settings.EvaluateEvery > 0 && !Due(_settings.EvaluateEvery))
                Evaluate(cancellation);
            _state = _state with { Ended = true };
            // A crash while the bundle is made costs no training.
            Save();
        }

        _best.Restore();
        _task.Network.eval();
    }
}
