using Kale.ContextIndexer.Passages;
using Kale.VectorIndex;

namespace Kale.ContextIndexer.Tests.Passages;

public sealed class ContentHashTests
{
    private static readonly ContentHash Hash = new("weights", 256, new PassageOptions());

    [Fact]
    public void Of_PayloadFieldsInAnotherOrder_IsTheSame()
    {
        var one = Payload("""{"a": 1, "b": {"x": [1, 2.5, null], "y": true}}""");
        var other = Payload("""{"b": {"y": true, "x": [1, 2.5, null]}, "a": 1.0}""");
        Assert.Equal(Hash.Of("t", "x", one), Hash.Of("t", "x", other));
        Assert.Equal(Hash.Of("t", "x", null), Hash.Of("t", "x", Payload("{}")));
    }

    [Fact]
    public void Of_AnyChange_IsAnother()
    {
        string[] hashes =
        [
            Hash.Of("t", "x", null), Hash.Of("tx", "", null), Hash.Of("", "tx", null), Hash.Of("t", "y", null),
            Hash.Of("t", "x", Payload("""{"a": 1}""")), Hash.Of("t", "x", Payload("""{"a": "1"}""")),
            Hash.Of("t", "x", Payload("""{"a": [1, 2]}""")), Hash.Of("t", "x", Payload("""{"a": [2, 1]}""")),
            new ContentHash("others", 256, new PassageOptions()).Of("t", "x", null),
            new ContentHash("weights", 128, new PassageOptions()).Of("t", "x", null),
            new ContentHash("weights", 256, new PassageOptions { OverlapTokens = 8 }).Of("t", "x", null),
            new ContentHash("weights", 256, new PassageOptions { LongDocuments = LongDocuments.Truncate })
                .Of("t", "x", null),
        ];
        Assert.Equal(hashes.Length, hashes.Distinct().Count());
    }

    /// <summary>Golden value: python3 -c over struct.pack("&lt;i", len) + bytes of each of the four fields.</summary>
    [Fact]
    public void Of_KnownDocument_IsTheValueComputedElsewhere()
    {
        Assert.Equal("fee2ef19a5b92a7cc052d396ff98656c2cf0090ca8f555991bb57f602fa165b2",
            Hash.Of("Tïtle", "A text.", Payload("""{"b": [true, "ü"], "a": 0.1}""")));
    }

    private static UserPayload Payload(string json) => UserPayload.Parse(json);
}
