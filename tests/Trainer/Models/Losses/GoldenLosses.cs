using System.Text.Json;

namespace Kale.Trainer.Tests.Models.Losses;

/// <summary>losses.json: what PyTorch says of the losses, see losses.py.</summary>
internal sealed record GoldenLosses(
    float[][] Student, float[][] Teacher, float[][] Queries, float[][] Documents, bool[][] LeftOut, float[][] Scores,
    float[][] Labels, float[][] TeacherScores, Dictionary<string, GoldenLoss> Cases)
{
    public static GoldenLosses Instance { get; } = JsonSerializer.Deserialize<GoldenLosses>(
        File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "Golden", "losses.json")),
        JsonSerializerOptions.Web)!;
}

/// <param name="Loss">A scalar.</param>
/// <param name="Gradient">Of the first input, of its shape.</param>
internal sealed record GoldenLoss(double Loss, float[][] Gradient);
