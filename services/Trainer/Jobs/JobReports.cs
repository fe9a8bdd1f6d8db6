using System.Runtime.CompilerServices;
using Kale.Bundles;
using Kale.Storage;
using Kale.Training;

namespace Kale.Trainer.Jobs;

/// <summary>Reads the reports of jobs.</summary>
internal static class JobReports
{
    private const int PieceBytes = 256 * 1024;

    /// <summary>The bytes of a report's file, in pieces.</summary>
    /// <exception cref="TrainingException">ReportNotFound: the job has none of that name.</exception>
    public static async IAsyncEnumerable<byte[]> ReadAsync(
        Job job, string file, [EnumeratorCancellation] CancellationToken cancellation)
    {
        var reports = job.Record.Reports;
        if (!reports.Contains(file))
            throw NotFound(job, file);
        await using var stream = PlainFile.OpenRead(job.Directory.File(file));
        var buffer = new byte[PieceBytes];
        for (var read = await ReadAsync(stream, buffer, cancellation);
            read > 0;
            read = await ReadAsync(stream, buffer, cancellation))
            yield return buffer[..read];
    }

    private static ValueTask<int> ReadAsync(Stream stream, byte[] buffer, CancellationToken cancellation) =>
        stream.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, cancellation);

    private static TrainingException NotFound(Job job, string file) => new(
        TrainingError.ReportNotFound,
        job.Record.Reports.Count > 0
            ? $"The job '{job.Id}' has no report '{file}'; it has: {string.Join(", ", job.Record.Reports)}."
            : $"The job '{job.Id}' is {job.Record.State.ToString().ToLowerInvariant()} and has no report.")
    {
        Field = "file",
    };
}
