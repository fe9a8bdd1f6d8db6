using System.Text.Json;
using Kale.Retrieval.Metrics;
using Kale.Retrieval.Trec;
using Kale.Trainer.Data;
using Kale.Trainer.Measuring;

namespace Kale.Trainer.Recipes.Evaluation;

/// <summary>An encoder or a run with its scores.</summary>
/// <param name="Scores">By metric and query.</param>
/// <param name="Cost">Of an encoder's queries; null for a run.</param>
internal sealed record MeasuredSystem(Scores Scores, EncoderCost? Cost)
{
    public string Name => Scores.System;

    /// <summary>The id of an encoder's bundle; empty for a run.</summary>
    public string Bundle { get; init; } = "";

    public static MeasuredSystem Of(
        Run run, EncoderCost? cost, RetrievalData data, IReadOnlyList<RankingMetric> metrics) =>
        new(Scores.Of(run, data.Judgments, metrics), cost);

    public static byte[] Write(List<MeasuredSystem> systems) => JsonSerializer.SerializeToUtf8Bytes(systems);

    public static List<MeasuredSystem> Read(byte[] json) => JsonSerializer.Deserialize<List<MeasuredSystem>>(json)
        ?? throw new InvalidDataException("A checkpoint without systems. This is a bug.");
}
