using Kale.Bundles;
using Kale.Trainer.Data;
using Kale.Training;
using Kale.V1;
using TextSource = Kale.Bundles.TextSource;

namespace Kale.Trainer.Recipes.Alignment;

/// <summary>What a student is aligned on: queries, and titles and sentences of documents.</summary>
internal sealed record AlignmentTexts
{
    private const int MinTexts = 16;
    private const int MinHeldOut = 16;
    private const int MaxHeldOut = 512;

    public required IReadOnlyList<string> Training { get; init; }

    /// <summary>Never trained on; none where there are too few to say anything.</summary>
    public required IReadOnlyList<string> HeldOut { get; init; }

    /// <summary>What the student is going to search; empty where only queries were given.</summary>
    public IReadOnlyList<CorpusDocument> Documents { get; init; } = [];

    /// <summary>Whether encoders see documents without their titles.</summary>
    public bool WithoutTitles { get; init; }

    /// <summary>How many of all are queries.</summary>
    public int Queries { get; init; }

    /// <summary>Test queries that were among them and are left out.</summary>
    public int Guarded { get; init; }

    /// <summary>Where they come from, in the order of the request.</summary>
    public IReadOnlyList<TextSource> Sources { get; init; } = [];

    /// <summary>sha256 over all texts.</summary>
    public required string Hash { get; init; }

    /// <summary>Keeps some of the texts out of training, to measure with.</summary>
    /// <exception cref="TrainingException">DataMalformed: too few texts.</exception>
    public static AlignmentTexts Split(AlignQueryEncoder spec, string[] texts, ulong seed)
    {
        if (texts.Length < MinTexts)
        {
            throw new TrainingException(
                TrainingError.DataMalformed,
                $"There are {texts.Length} texts to align on; at least {MinTexts} are needed. Give more queries, or a "
                    + "corpus, or index more.");
        }

        var fraction = spec.HeldOutFraction > 0 ? spec.HeldOutFraction : AlignmentDefaults.HeldOutFraction;
        var heldOut = Math.Min(MaxHeldOut, (int)(texts.Length * fraction));
        heldOut = heldOut < MinHeldOut ? 0 : heldOut;
        var hash = DataHash.Of(texts);
        new SeededRandom(seed).Shuffle<string>(texts);
        return new AlignmentTexts { Training = texts[heldOut..], HeldOut = texts[..heldOut], Hash = hash };
    }
}
