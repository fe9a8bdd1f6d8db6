using Grpc.Core;

namespace Kale.CompatGrpc.Tests.Core;

public sealed class MetadataTests
{
    [Theory]
    [InlineData("abc", "abc")]
    [InlineData("X-Request-ID", "x-request-id")]
    [InlineData("a.b_c-9", "a.b_c-9")]
    [InlineData("", "")]
    public void Entry_ValidKey_IsLowerCase(string key, string expected) =>
        Assert.Equal(expected, new Metadata.Entry(key, "value").Key);

    [Theory]
    [InlineData(" key")]
    [InlineData("ke y")]
    [InlineData("key:")]
    [InlineData(":path")]
    [InlineData("kéy")]
    [InlineData("key\n")]
    [InlineData("a/b")]
    public void Entry_InvalidKey_Throws(string key) =>
        Assert.Throws<ArgumentException>(() => new Metadata.Entry(key, "value"));

    [Fact]
    public void Entry_NullArguments_Throw()
    {
        Assert.Throws<ArgumentNullException>(() => new Metadata.Entry(null!, "value"));
        Assert.Throws<ArgumentNullException>(() => new Metadata.Entry("key", (string)null!));
        Assert.Throws<ArgumentNullException>(() => new Metadata.Entry("key-bin", (byte[])null!));
    }

    [Theory]
    [InlineData("key-bin")]
    [InlineData("KEY-BIN")]
    [InlineData("-bin")]
    public void Entry_TextUnderBinaryKey_Throws(string key) =>
        Assert.Throws<ArgumentException>(() => new Metadata.Entry(key, "value"));

    [Theory]
    [InlineData("key")]
    [InlineData("bin")]
    [InlineData("key-bin-x")]
    public void Entry_BytesUnderTextKey_Throws(string key) =>
        Assert.Throws<ArgumentException>(() => new Metadata.Entry(key, new byte[] { 1 }));

    [Fact]
    public void Entry_Binary_CopiesItsBytesBothWays()
    {
        byte[] bytes = [1, 2, 3];
        var entry = new Metadata.Entry("Key-Bin", bytes);
        bytes[0] = 9;
        entry.ValueBytes[1] = 9;

        Assert.True(entry.IsBinary);
        Assert.Equal("key-bin", entry.Key);
        Assert.Equal(new byte[] { 1, 2, 3 }, entry.ValueBytes);
        Assert.Throws<InvalidOperationException>(() => entry.Value);
    }

    [Fact]
    public void Entry_Text_GivesAsciiBytes()
    {
        var entry = new Metadata.Entry("key", "abc");

        Assert.False(entry.IsBinary);
        Assert.Equal("abc", entry.Value);
        Assert.Equal("abc"u8.ToArray(), entry.ValueBytes);
        Assert.Equal("[Entry: key=key, value=abc]", entry.ToString());
        Assert.Equal("[Entry: key=key-bin, valueBytes=System.Byte[]]", new Metadata.Entry("key-bin", [1]).ToString());
    }

    [Fact]
    public void Get_RepeatedKey_GivesTheLast()
    {
        var metadata = new Metadata { { "key", "1" }, { "other", "x" }, { "KEY", "2" } };

        Assert.Equal("2", metadata.Get("Key")!.Value);
        Assert.Equal("2", metadata.GetValue("key"));
        Assert.Equal(["1", "2"], metadata.GetAll("kEy").Select(entry => entry.Value));
    }

    [Fact]
    public void Get_MissingKey_GivesNull()
    {
        var metadata = new Metadata { { "key", "1" } };

        Assert.Null(metadata.Get("other"));
        Assert.Null(metadata.GetValue("other"));
        Assert.Null(metadata.GetValueBytes("other"));
        Assert.Empty(metadata.GetAll("other"));
    }

    [Fact]
    public void GetValue_BinaryEntry_Throws()
    {
        var metadata = new Metadata { { "key-bin", new byte[] { 7 } } };

        Assert.Equal(new byte[] { 7 }, metadata.GetValueBytes("key-bin"));
        Assert.Throws<InvalidOperationException>(() => metadata.GetValue("key-bin"));
    }

    [Fact]
    public void List_Members_WorkByPositionAndReference()
    {
        var first = new Metadata.Entry("a", "1");
        var second = new Metadata.Entry("b", "2");
        var metadata = new Metadata { second };
        metadata.Insert(0, first);
        var copy = new Metadata.Entry[2];
        metadata.CopyTo(copy, 0);

        Assert.Equal([first, second], metadata);
        Assert.Equal([first, second], copy);
        Assert.Equal(1, metadata.IndexOf(second));
        Assert.DoesNotContain(new Metadata.Entry("a", "1"), metadata);
        Assert.True(metadata.Remove(first));
        Assert.False(metadata.Remove(first));
        metadata[0] = first;
        Assert.Same(first, metadata[0]);
        metadata.RemoveAt(0);
        Assert.Empty(metadata);
        Assert.Throws<ArgumentNullException>(() => metadata.Add(null!));
    }

    [Fact]
    public void Empty_Write_Throws()
    {
        Assert.True(Metadata.Empty.IsReadOnly);
        Assert.False(new Metadata().IsReadOnly);
        Assert.Throws<InvalidOperationException>(() => Metadata.Empty.Add("key", "value"));
        Assert.Throws<InvalidOperationException>(Metadata.Empty.Clear);
        Assert.Empty(Metadata.Empty);
    }
}
