using System.Text.Json;

namespace Kale.Cli.Corpora;

/// <summary>How files of users are read.</summary>
internal static class StrictJson
{
    /// <summary>Of two values under one name nobody knows which was meant.</summary>
    public static readonly JsonDocumentOptions Options = new() { AllowDuplicateProperties = false };
}
