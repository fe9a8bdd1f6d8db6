namespace Kale.VectorIndex;

/// <summary>A new build.</summary>
/// <param name="Collection">The name clients search.</param>
/// <param name="RequestId">The same id for the same collection gives the same build.</param>
/// <param name="Space">The space of the vectors that will be written.</param>
public sealed record BuildRequest(string Collection, string RequestId, IndexSpace Space)
{
    /// <summary>Shards on a cluster; 0: the server's default.</summary>
    public uint ShardNumber { get; init; }

    /// <summary>
    /// Copies of every shard; 0: the server's default. With more than one, a majority must confirm every write.
    /// </summary>
    public uint ReplicationFactor { get; init; }

    /// <summary>
    /// Payload fields that get an index of their own, so that filters on them stay fast in large collections.
    /// </summary>
    public IReadOnlyDictionary<string, PayloadFieldType> IndexedFields { get; init; } =
        new Dictionary<string, PayloadFieldType>();
}

/// <summary>What an indexed payload field holds.</summary>
public enum PayloadFieldType
{
    /// <summary>Strings that are matched whole.</summary>
    Keyword,

    /// <summary>Whole numbers.</summary>
    WholeNumber,

    /// <summary>Any numbers.</summary>
    Number,

    /// <summary>True or false.</summary>
    Bool,

    /// <summary>Times in RFC 3339.</summary>
    Datetime,
}
