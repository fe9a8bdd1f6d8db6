using System.ComponentModel.DataAnnotations;

namespace Kale.ServiceDefaults.Security.Limits;

/// <summary>
/// What one caller may use of one process: "limits" of an entry of the file of keys, and for all others section
/// "ServiceDefaults:Limits". 0 is no limit.
/// </summary>
public sealed record CallerLimits
{
    internal static readonly CallerLimits None = new();

    /// <summary>Calls a second; as many at once after a second without any.</summary>
    [Range(0, 1e6)]
    public double RequestsPerSecond { get; set; }

    /// <summary>Queries, texts, passages and documents a second. Streams are held back, other calls refused.</summary>
    [Range(0, 1e6)]
    public double TextsPerSecond { get; set; }

    /// <summary>Streams at the same time.</summary>
    [Range(0, 1e6)]
    public int Streams { get; set; }

    /// <summary>Bytes of bundles and documents that it sends in a day.</summary>
    [Range(0, 1L << 40)]
    public long UploadBytesPerDay { get; set; }
}
