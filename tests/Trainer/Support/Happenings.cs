using System.Globalization;
using Kale.Trainer.Jobs;
using Kale.Training.Loop;
using TorchSharp;

namespace Kale.Trainer.Tests.Support;

/// <summary>
/// What scripts of the counting recipe may say: hold (until the file "release" is in the root), nan, memory (a tensor
/// of 140 TB), fill (a checkpoint on a device that is full), read (the file "texts" in the root), crash, bug.
/// </summary>
internal sealed class Happenings(string root)
{
    /// <summary>Lets it happen; the answer is the loss of the step.</summary>
    public async Task<double> AtAsync(
        string script, long step, JobContext context, double loss, CancellationToken cancellation)
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
                torch.empty(1L << 45).Dispose();
                break;
            case "fill":
                context.Checkpoints.Save(step, Fill);
                break;
            case "read":
                await File.ReadAllTextAsync(Path.Combine(root, "texts"), cancellation);
                break;
            case "crash":
                Environment.FailFast("The test's script says so.");
                break;
            case "bug":
                throw new InvalidOperationException("a bug");
        }

        return loss;
    }

    // Whatever is written there, the kernel says that no space is left.
    private static void Fill(CheckpointWriter writer)
    {
        File.CreateSymbolicLink(writer.PathOf("big"), "/dev/full");
        writer.Write("big", new byte[1 << 20]);
    }

    private async Task HoldAsync(CancellationToken cancellation)
    {
        while (!File.Exists(Path.Combine(root, "release")))
            await Task.Delay(10, cancellation);
    }
}
