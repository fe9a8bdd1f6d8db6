using System.Text.RegularExpressions;

namespace Kale.Trainer.Jobs;

/// <summary>Ids of jobs; also the names of their directories.</summary>
internal static partial class JobId
{
    public const string Rule =
        "must be 1 to 63 lower-case letters, digits, '-', '_' or '.', the first a letter or a digit";

    public static bool IsValid(string id) => Form().IsMatch(id);

    public static string New(TimeProvider time) => $"job-{Guid.CreateVersion7(time.GetUtcNow()):n}";

    [GeneratedRegex(@"\A[a-z0-9][a-z0-9._-]{0,62}\z")]
    private static partial Regex Form();
}
