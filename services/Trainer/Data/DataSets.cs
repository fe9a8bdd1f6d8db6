using Kale.ServiceDefaults.Errors;
using Kale.Training;
using Kale.V1;
using Microsoft.Extensions.Options;

namespace Kale.Trainer.Data;

/// <summary>Finds the data sets that requests name.</summary>
internal sealed class DataSets(IOptions<TrainerOptions> options)
{
    private readonly Dictionary<string, DataRoot> _roots =
        options.Value.DataRoots.ToDictionary(root => root.Key, root => new DataRoot(root.Key, root.Value));

    /// <exception cref="TrainingException">UnknownName: no such root; DataRefused; DataNotFound.</exception>
    public DataSource Open(DataSet set)
    {
        var root = _roots.GetValueOrDefault(set.Root) ?? throw new TrainingException(
            TrainingError.UnknownName,
            _roots.Count == 0
                ? $"This Trainer has no data roots; set {TrainerOptions.Section}:DataRoots:"
                    + $"{(set.Root.Length > 0 ? set.Root : "NAME")} to a directory."
                : $"There is no data root '{set.Root}'; there are: "
                    + $"{string.Join(", ", _roots.Keys.Order(StringComparer.Ordinal))}.")
        {
            Field = "root",
        };
        return new DataSource(root, set, root.Resolve(set.Path));
    }

    /// <summary>Notes what can be told to be wrong with a data set before it is read.</summary>
    /// <param name="check">Collects.</param>
    /// <param name="field">The field's name below the spec.</param>
    /// <param name="set">The field.</param>
    /// <param name="formats">
    /// Those that the recipe can use; the first is what a file without a format is taken for.
    /// </param>
    public void Check(RequestCheck check, string field, DataSet? set, params IReadOnlyList<string> formats)
    {
        if (set is null)
        {
            check.Violation(field, "must name a data set");
            return;
        }

        try
        {
            CheckFormat(check, field, Open(set), formats);
        }
        catch (TrainingException e)
        {
            check.Violation($"{field}.{e.Field ?? "path"}", e.Message);
        }
    }

    private static void CheckFormat(RequestCheck check, string field, DataSource source, IReadOnlyList<string> formats)
    {
        if (!formats.Contains(source.Format))
            check.Violation($"{field}.format", $"must be one of {string.Join(", ", formats)}");
        else if (source.Format == DataFormats.Beir && !source.IsDirectory)
            check.Violation(
                $"{field}.path", "must be a BEIR directory: corpus.jsonl, queries.jsonl, qrels/{split}.tsv");
        else if (source is { IsDirectory: true, Format: not (DataFormats.Beir or DataFormats.Tevatron) })
            check.Violation($"{field}.path", $"must be a file of the format {source.Format}, not a directory");
    }
}
