using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using Kale.Bundles;
using Kale.Storage;

namespace Kale.Trainer.Reports;

/// <summary>The files of a report.</summary>
internal static class ReportFiles
{
    public const string Html = "report.html";
    public const string Json = "report.json";

    private static readonly JsonSerializerOptions s_options = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
    };

    /// <summary>Writes them into a directory and names them.</summary>
    public static IReadOnlyList<string> Write(Report report, string directory)
    {
        DurableFile.Replace(Path.Combine(directory, Html), System.Text.Encoding.UTF8.GetBytes(HtmlPage.Of(report)));
        DurableFile.Replace(Path.Combine(directory, Json), JsonSerializer.SerializeToUtf8Bytes(report, s_options));
        return [Html, Json];
    }
}
