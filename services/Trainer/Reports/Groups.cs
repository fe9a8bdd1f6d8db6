namespace Kale.Trainer.Reports;

/// <summary>The colour of each group or curve, by its place among them; after the last the first comes again.</summary>
internal static class Groups
{
    /// <summary>As many as the style sheet has.</summary>
    public const int Styles = 8;

    public static IReadOnlyDictionary<string, int> Of(IEnumerable<string> names) =>
        names.Distinct().Select((name, i) => (name, i)).ToDictionary(pair => pair.name, pair => (pair.i % Styles) + 1);
}
