using System.Globalization;
using Kale.Trainer.Jobs;

namespace Kale.Trainer.Tests.Support;

/// <summary>
/// What scripts of the counting recipe may say: hold (until the file "release" is in the root), nan, memory (more than
/// there is), fill (a checkpoint of 64 MB), read (the file "data" in the root), crash, bug.
/// </summary>
internal sealed class Happenings(string root)
{
    /// <summary>Lets it happen; the answer is the loss of the step.</summary>
    public async Task<double> AtAsync(string script, long step, JobContext context, double loss, CancellationToken cancellation)
    {
        var what = script.Split(' ').Select(part => part.Split('@'))
            .FirstOrDefault(part => part.Length == 2 && long.Parse(part[1], CultureInfo.InvariantCulture) == step)?[0];
        switch (what)
        {
            case "hold":
                await HoldAsync(cancellation);
                break;
            case "nan":
                return double.NaN;
            case "memory":
                GC.KeepAlive(GC.AllocateUninitializedArray<long>(Array.MaxLength));
                break;
            case "fill":
                context.Checkpoints.Save(step, writer => writer.Write("big", new byte[64 << 20]));
                break;
            case "read":
                await File.ReadAllTextAsync(Path.Combine(root, "data"), cancellation);
                break;
            case "crash":
                Environment.FailFast("The test's script says so.");
                break;
            case "bug":
                throw new InvalidOperationException("a bug");
        }

        return loss;
    }

    private async Task HoldAsync(CancellationToken cancellation)
    {
        while (!File.Exists(Path.Combine(root, "release")))
            await Task.Delay(10, cancellation);
    }
}
