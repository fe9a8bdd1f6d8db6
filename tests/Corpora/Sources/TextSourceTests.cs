using Kale.Corpora.Sources;

namespace Kale.Corpora.Tests.Sources;

public sealed class TextSourceTests : IDisposable
{
    private readonly Scratch _scratch = new();

    public void Dispose() => _scratch.Dispose();

    [Fact]
    public void Lines_OfAFile_AreNumberedAndTrimmed()
    {
        var path = _scratch.Write("a.txt", "\uFEFFone\r\n\n  two \nthree");
        using var source = TextSource.Open(path);
        Assert.Equal([(1, "one"), (3, "two"), (4, "three")], source.TextLines());
        Assert.Equal(3, source.TextLines().Count());
    }

    [Fact]
    public void Lines_OfAFileThatIsReplacedMeanwhile_AreThoseOfTheFileThatWasOpened()
    {
        var path = _scratch.Write("a.txt", "one\ntwo\n");
        using var source = TextSource.Open(path);
        Assert.Equal(2, source.TextLines().Count());
        File.Move(_scratch.Write("b.txt", "three\n"), path, overwrite: true);
        Assert.Equal(["one", "two"], source.TextLines().Select(line => line.Line));
    }

    [Fact]
    public void Lines_LongerThanAnyBuffer_ComeWhole()
    {
        string[] lines = [new('x', 200_000), "short", new('y', 70_000), new('z', 1_000_000)];
        using var source = TextSource.Open(_scratch.Write("a.txt", string.Join('\n', lines)));
        Assert.Equal(lines, source.TextLines().Select(line => line.Line));
    }

    [Fact]
    public async Task Lines_OfANamedPipe_AreReadOnce()
    {
        var pipe = SpecialFiles.MakePipe(_scratch["pipe"]);
        var writing = Task.Run(() => File.WriteAllText(pipe, "one\ntwo\n"));
        using var source = TextSource.Open(pipe);
        Assert.False(source.CanRepeat);
        Assert.Equal(["one", "two"], source.TextLines().Select(line => line.Line));
        Assert.Throws<InvalidOperationException>(() => source.TextLines().Count());
        await writing;
    }

    [Theory]
    [InlineData("corpus.gz")]
    [InlineData("corpus.jsonl")]
    public void Lines_OfAGzippedFile_AreThoseInside_WhateverItsName(string name)
    {
        // Two members, as `cat a.gz b.gz` makes them.
        using var source = TextSource.Open(
            _scratch.Write(name, [.. Scratch.Gzip("one\ntw"), .. Scratch.Gzip("o\nthree")]));
        Assert.Equal(["one", "two", "three"], source.TextLines().Select(line => line.Line));
        Assert.Equal(3, source.TextLines().Count());
    }

    [Fact]
    public void Lines_OfAZstdFile_AreThoseInside()
    {
        using var source = TextSource.Open(
            _scratch.Write("a.zst", [.. Scratch.Zstd("one\ntw"), .. Scratch.Zstd("o\nthree")]));
        Assert.Equal(["one", "two", "three"], source.TextLines().Select(line => line.Line));
    }

    public static TheoryData<string, byte[]> Packed()
    {
        var text = string.Concat(Enumerable.Range(0, 5000).Select(i => $"line {i * 7919 % 4999} of the text\n"));
        return new() { { "a.gz", Scratch.Gzip(text) }, { "a.zst", Scratch.Zstd(text) } };
    }

    [Theory]
    [MemberData(nameof(Packed))]
    public void Lines_OfACompressedFileThatIsCutShort_AreRefused_WhereverItIsCut(string name, byte[] whole)
    {
        for (var length = 5; length < whole.Length; length += length < whole.Length - 70 ? 61 : 1)
        {
            using var source = TextSource.Open(_scratch.Write(name, whole[..length]));
            var error = Assert.Throws<CorpusException>(() => source.TextLines().Count());
            Assert.Contains("cut short", error.Message, StringComparison.Ordinal);
            Assert.StartsWith(_scratch[name], error.Message, StringComparison.Ordinal);
        }
    }

    [Theory]
    [MemberData(nameof(Packed))]
    public void Lines_OfACompressedFileWithAChangedByte_AreRefused(string name, byte[] whole)
    {
        whole[whole.Length / 2] ^= 0x10;
        using var source = TextSource.Open(_scratch.Write(name, whole));
        Assert.Throws<CorpusException>(() => source.TextLines().Count());
    }

    [Theory]
    [InlineData(new byte[] { 0xFF, 0xFE, (byte)'a', 0 }, "UTF-16")]
    [InlineData(new byte[] { 0xFD, 0x37, 0x7A, 0x58, 0x5A, 0, 0, 1 }, "xz")]
    [InlineData(new byte[] { (byte)'P', (byte)'A', (byte)'R', (byte)'1', 0x15 }, "Parquet")]
    public void Lines_OfWhatIsNoText_SayWhatItIs(byte[] content, string expected)
    {
        using var source = TextSource.Open(_scratch.Write("a", content));
        var error = Assert.Throws<CorpusException>(() => source.Lines().Count());
        Assert.Contains(expected, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Lines_OfAGitLfsPointer_SayHowToFetchTheFile()
    {
        const string Pointer = "version https://git-lfs.github.com/spec/v1\noid sha256:4d7a\nsize 12345\n";
        using var source = TextSource.Open(_scratch.Write("corpus.jsonl", Pointer));
        Assert.Contains(
            "git lfs pull",
            Assert.Throws<CorpusException>(() => source.Lines().Count()).Message,
            StringComparison.Ordinal);
    }
}
