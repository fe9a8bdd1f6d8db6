using Grpc.Core;
using Kale.V1;
using Spectre.Console;

namespace Kale.Cli.Training;

/// <summary>Fetches the files of reports.</summary>
internal static class JobReports
{
    public static async Task<int> FetchAsync(
        V1.Training.TrainingClient client, string job, FileInfo? output, bool json, CancellationToken cancel)
    {
        if (json && output is null)
        {
            await using var standard = Console.OpenStandardOutput();
            await CopyAsync(client, job, "report.json", standard, cancel);
            return ExitCodes.Done;
        }
        var path = output?.FullName ?? Path.GetFullPath($"{job}.html");
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        using var content = new MemoryStream();
        await CopyAsync(client, job, json ? "report.json" : "report.html", content, cancel);
        await File.WriteAllBytesAsync(path, content.ToArray(), cancel);
        Terminal.Out.WriteLine(path);
        return ExitCodes.Done;
    }

    private static async Task CopyAsync(
        V1.Training.TrainingClient client, string job, string file, Stream to, CancellationToken cancel)
    {
        using var call = client.GetReport(new GetReportRequest { JobId = job, File = file }, cancellationToken: cancel);
        await foreach (var piece in call.ResponseStream.ReadAllAsync(cancel))
        {
            await to.WriteAsync(piece.Content.Memory, cancel);
        }
    }
}
