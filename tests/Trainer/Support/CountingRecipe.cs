using System.Globalization;
using Kale.ServiceDefaults.Errors;
using Kale.Trainer.Jobs;
using Kale.Trainer.Recipes;
using Kale.Trainer.Reports;
using Kale.V1;

namespace Kale.Trainer.Tests.Support;

/// <summary>
/// A recipe that computes a chain of numbers, each of the one before it, the seed and the step; so its end tells
/// whether every step was done once. The teacher's name is a script of what happens at which step, such as
/// <c>hold@20 nan@30</c>; see <see cref="Happenings"/>.
/// </summary>
internal sealed class CountingRecipe(Happenings happenings) : IRecipe
{
    private const string StateFile = "state";

    public JobSpec.RecipeOneofCase Kind => JobSpec.RecipeOneofCase.AlignQueryEncoder;

    public IReadOnlyList<FieldViolation> Validate(JobSpec spec, JobEncoders encoders) => new RequestCheck()
        .That(
            spec.AlignQueryEncoder.Optimization.Steps > 0,
            "must be at least 1",
            spec.AlignQueryEncoder.Optimization.Steps)
        .That(spec.AlignQueryEncoder.HeldOutFraction < 1, "must be below 1", spec.AlignQueryEncoder.HeldOutFraction)
        .Violations;

    /// <summary>A job: so many steps, a checkpoint every ten, and what happens meanwhile.</summary>
    public static JobSpec Spec(string output = "out", int steps = 100, string script = "", ulong seed = 7) => new()
    {
        OutputName = output,
        Seed = seed,
        AlignQueryEncoder = new AlignQueryEncoder
        {
            Teacher = script,
            Optimization = new Optimization { Steps = (ulong)steps, CheckpointEverySteps = 10 },
        },
    };

    public async Task<RecipeResult> RunAsync(JobContext context, CancellationToken cancellation)
    {
        var settings = context.Spec.AlignQueryEncoder;
        await File.WriteAllTextAsync(Path.Combine(context.WorkDirectory, "partial"), "work", cancellation);
        var (done, value) = Restore(context);
        if (done > 0)
            context.Message($"resumed from step {done}");
        var total = (long)settings.Optimization.Steps;
        for (var step = done + 1; step <= total; step++)
        {
            cancellation.ThrowIfCancellationRequested();
            value = Next(value, context.Seed, step);
            var loss = await happenings.AtAsync(settings.Teacher, step, context, value, cancellation);
            context.Progress("counting", step, total, loss, texts: step);
            if (step % settings.Optimization.CheckpointEverySteps == 0)
                context.Checkpoints.Save(step, writer => writer.Write(StateFile, BitConverter.GetBytes(value)));
        }

        context.Evaluated(total, new Dictionary<string, double> { ["value"] = value });
        return new RecipeResult { Report = ReportOf(value, context) };
    }

    private static (long Step, double Value) Restore(JobContext context) => context.Checkpoints.Load() is { } checkpoint
        ? (checkpoint.Step, BitConverter.ToDouble(checkpoint.Read(StateFile)))
        : (0, 0);

    private static double Next(double value, ulong seed, long step) =>
        Math.Sin((value * 1000) + seed + (step * 0.731));

    private static Report ReportOf(double value, JobContext context) => new()
    {
        Title = "Counting",
        Summary = value.ToString("R", CultureInfo.InvariantCulture),
        Made = context.Time.GetUtcNow(),
    };
}
