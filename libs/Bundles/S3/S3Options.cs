namespace Kale.Bundles;

/// <summary>A bucket for bundles on S3 or a storage that speaks its protocol (section "S3").</summary>
public sealed class S3Options
{
    /// <summary>The configuration section.</summary>
    public const string Section = "S3";

    /// <summary>The bucket, which must exist. Empty, the default: bundles are kept in the directory only.</summary>
    public string Bucket { get; set; } = "";

    /// <summary>What every key begins with, so that a bucket can be shared; "bundles".</summary>
    public string Prefix { get; set; } = "bundles";

    /// <summary>
    /// http://host:port or https://host of a storage that is not Amazon's. Empty: Amazon's in the region.
    /// </summary>
    public string Endpoint { get; set; } = "";

    /// <summary>The region, also of signatures; "us-east-1", which most other storages expect.</summary>
    public string Region { get; set; } = "us-east-1";

    /// <summary>The key's id. Empty: what the environment, a profile or the role of the machine or pod gives.</summary>
    public string AccessKey { get; set; } = "";

    /// <summary>The key's secret; belongs into the environment, not into a file.</summary>
    public string SecretKey { get; set; } = "";

    /// <summary>
    /// Whether a file is put on condition that there is none of its key. True; false for a storage that answers
    /// NotImplemented: what two gateways then write at the same time is the same bytes all the same.
    /// </summary>
    public bool ConditionalPuts { get; set; } = true;

    /// <summary>Whether there is a bucket at all.</summary>
    public bool IsSet => Bucket.Length > 0;

    internal string Place => $"s3://{Bucket}/{Prefix}";
}
