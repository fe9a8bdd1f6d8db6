using System.Buffers;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Kale.ServiceDefaults.Marshalling;
using Kale.V1;

namespace Kale.ServiceDefaults.Tests.Marshalling;

public sealed class Utf8CheckTests
{
    private static readonly SearchRequest Request = new()
    {
        Query = "größe 😀",
        Collection = "docs",
        TopK = 300,
        ScoreThreshold = 0.5f,
        Filter = new Filter
        {
            Must =
            {
                new Condition { Match = new FieldMatch { Field = "a", Keywords = { "one", "MARK" } } },
                new Condition { Range = new FieldRange { Field = "b", Lt = 3 } },
            },
        },
    };

    [Fact]
    public void FindInvalid_InAValidMessage_IsNull() =>
        Assert.Null(Utf8Check.FindInvalid(new ReadOnlySequence<byte>(Request.ToByteArray()), SearchRequest.Descriptor));

    [Fact]
    public void FindInvalid_InANestedRepeatedString_NamesItsPath() => Assert.Equal(
        "filter.must[0].match.keywords[1]",
        Utf8Check.FindInvalid(new ReadOnlySequence<byte>(Spoil(Request)), SearchRequest.Descriptor));

    [Fact]
    public void FindInvalid_InAMessageOfSeveralSegments_IsTheSame()
    {
        var bytes = Spoil(Request);
        var first = new Segment(bytes.AsMemory(0, 11), null);
        var last = new Segment(bytes.AsMemory(11), first);
        Assert.Equal(
            "filter.must[0].match.keywords[1]",
            Utf8Check.FindInvalid(
                new ReadOnlySequence<byte>(first, 0, last, last.Memory.Length), SearchRequest.Descriptor));
    }

    [Fact]
    public void FindInvalid_InAMapKey_NamesTheMap()
    {
        var payload = new Struct { Fields = { ["MARK"] = Value.ForNumber(1) } };
        Assert.Equal(
            "fields.key",
            Utf8Check.FindInvalid(new ReadOnlySequence<byte>(Spoil(payload)), Struct.Descriptor));
    }

    [Fact]
    public void FindInvalid_InAnUnknownGroup_IsNotJudged()
    {
        // Group 100 { field 1: bytes ff } — field 1 of the message itself would be a string.
        byte[] bytes = [0xa3, 0x06, 0x0a, 0x01, 0xff, 0xa4, 0x06, 0x0a, 0x01, (byte)'q'];
        Assert.Equal("q", SearchRequest.Parser.ParseFrom(bytes).Query);
        Assert.Null(Utf8Check.FindInvalid(new ReadOnlySequence<byte>(bytes), SearchRequest.Descriptor));
    }

    private static byte[] Spoil(IMessage message)
    {
        var bytes = message.ToByteArray();
        bytes[bytes.AsSpan().IndexOf("MARK"u8) + 1] = 0xff;
        return bytes;
    }

    private sealed class Segment : ReadOnlySequenceSegment<byte>
    {
        public Segment(ReadOnlyMemory<byte> memory, Segment? before)
        {
            Memory = memory;
            if (before is null)
                return;
            RunningIndex = before.RunningIndex + before.Memory.Length;
            before.Next = this;
        }
    }
}
