using System.CommandLine;
using Kale.V1;

namespace Kale.Cli.Training;

/// <summary>Whether documents are read with their titles.</summary>
internal static class TitleOption
{
    /// <summary>For every command that reads documents.</summary>
    public static readonly Option<bool> WithoutTitles = new("--without-titles")
    {
        Description = "Documents are their text alone, as where queries repeat the titles.",
    };

    /// <summary>The set as the option has it.</summary>
    public static DataSet Titled(this DataSet data, ParseResult parsed)
    {
        data.WithoutTitles = parsed.GetValue(WithoutTitles);
        return data;
    }
}
