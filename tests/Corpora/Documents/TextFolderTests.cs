using Kale.Corpora.Documents;

namespace Kale.Corpora.Tests.Documents;

public sealed class TextFolderTests : IDisposable
{
    private readonly Scratch _scratch = new();

    public void Dispose() => _scratch.Dispose();

    [Fact]
    public void Read_Folder_TakesTextFilesByPathAndMarkdownTitles()
    {
        _scratch.Write("sub/guide.md", "intro\n# A guide\nbody");
        _scratch.Write("plain.txt", "text");
        _scratch.Write("packed.txt.gz", Scratch.Gzip("packed text"));
        var documents = CorpusReading.All(_scratch.Path).Select(entry => entry.Document).OfType<CorpusDocument>();
        Assert.Equal(
            [
                ("packed.txt.gz", "", "packed text"), ("plain.txt", "", "text"),
                ("sub/guide.md", "A guide", "intro\n# A guide\nbody"),
            ],
            documents.Select(document => (document.Id, document.Title, document.Text)));
        Assert.All(documents, document => Assert.Equal($$"""{"path":"{{document.Id}}"}""", document.Payload!.Json));
    }

    [Fact]
    public void Read_WhatIsNotRead_IsTold()
    {
        _scratch.Write("a.md", "text");
        _scratch.Write("empty.txt", " \n");
        _scratch.Write("image.png", "no text");
        _scratch.Write("sub/image.PNG", "no text");
        _scratch.Write("LICENSE", "no ending");
        _scratch.Write("latin1.txt", [(byte)'a', 0xFC]);
        var entries = CorpusReading.All(_scratch.Path);
        Assert.Equal(["a.md"], entries.Ids());
        var flaw = entries.Only(CorpusEntryKind.Flaw);
        Assert.Equal(_scratch["latin1.txt"], flaw.Place);
        Assert.Contains("UTF-8", flaw.Words, StringComparison.Ordinal);
        Assert.Equal(
            [
                "files that are no text by their names are not read: 2 .png, 1 without an ending",
                "the file is empty",
            ],
            entries.Where(entry => entry.Kind == CorpusEntryKind.Note).Select(entry => entry.Words).Order());
    }

    [Fact]
    public void Read_LinksInCircles_AreNotFollowed()
    {
        _scratch.Write("set/a/one.md", "1");
        _scratch.Write("set/b/two.md", "2");
        _scratch.Write("above.md", "not of the set");
        Link("set/a/self", "../a");
        Link("set/a/up", "..");
        Link("set/a/further", "../..");
        Link("set/a/b", "../b");
        Link("set/b/a", "../a");
        Link("set/loop", "loop");
        Assert.Equal(["a/one.md", "b/two.md"], CorpusReading.All(_scratch["set"]).Ids());
    }

    [Fact]
    public void Read_LinksThatLeadElsewhere_AreFollowedOnce()
    {
        _scratch.Write("set/here.md", "1");
        _scratch.Write("elsewhere/there.md", "2");
        Link("elsewhere/back", "../set");
        Link("set/first", "../elsewhere");
        Link("set/second", "../elsewhere");
        Link("set/file.md", "../elsewhere/there.md");
        Assert.Equal(["file.md", "first/there.md", "here.md"], CorpusReading.All(_scratch["set"]).Ids());
    }

    [Fact]
    public void Read_LinksThatLeadNowhere_AreToldAndSkipped()
    {
        _scratch.Write("a.md", "1");
        Link("gone.md", "nowhere.md");
        var entries = CorpusReading.All(_scratch.Path);
        Assert.Equal(["a.md"], entries.Ids());
        Assert.Equal(_scratch["gone.md"], entries.Only(CorpusEntryKind.Note).Place);
    }

    [Theory]
    [InlineData(new byte[] { 0xFF, 0xFE, 0x61, 0 }, "a")]
    [InlineData(new byte[] { 0xFE, 0xFF, 0, 0x61 }, "a")]
    [InlineData(new byte[] { 0xEF, 0xBB, 0xBF, 0x61 }, "a")]
    [InlineData(new byte[] { 0xFF, 0xFE, 0x61, 0, 0x62 }, null)]
    [InlineData(new byte[] { 0xFF, 0xFE, 0, 0xD8 }, null)]
    [InlineData(new byte[] { 0x61, 0xFF }, null)]
    public void Read_TextOfAnyUnicode_IsReadAsItIsOrRefused(byte[] content, string? expected)
    {
        File.WriteAllBytes(_scratch["a.txt"], content);
        var entries = CorpusReading.All(_scratch.Path);
        Assert.Equal(expected, entries.FirstOrDefault(entry => entry.Document is not null)?.Document?.Text);
        var refused = entries.Where(entry => entry.Words.Contains("no Unicode text", StringComparison.Ordinal));
        Assert.Equal(expected is null, refused.Any());
    }

    [Fact]
    public void Read_PipeAmongTheFiles_IsToldAndNotWaitedFor()
    {
        _scratch.Write("a.md", "1");
        SpecialFiles.MakePipe(_scratch["pipe.md"]);
        var entries = CorpusReading.All(_scratch.Path);
        Assert.Equal(["a.md"], entries.Ids());
        Assert.Equal(_scratch["pipe.md"], entries.Only(CorpusEntryKind.Note).Place);
    }

    [Fact]
    public void Read_FilesThatComeAndGoMeanwhile_AreReadAndTold()
    {
        _scratch.Write("a.md", "1");
        _scratch.Write("b.md", "2");
        _scratch.Write("c.md", "3");
        using var corpus = Corpus.Open(_scratch.Path);
        var entries = new List<CorpusEntry>();
        foreach (var entry in corpus.Read())
        {
            entries.Add(entry);
            if (entry.Document?.Id != "a.md")
                continue;
            File.Delete(_scratch["a.md"]);
            File.Delete(_scratch["b.md"]);
            _scratch.Write("0.md", "4");
        }

        Assert.Equal(["a.md", "c.md", "0.md"], entries.Ids());
        var gone = entries.Only(CorpusEntryKind.Note);
        Assert.Equal((_scratch["b.md"], "the file is gone"), (gone.Place, gone.Words));
    }

    [Fact]
    public void Read_FilesThatGoBeforeTheyAreRead_AreTold()
    {
        _scratch.Write("a.md", "1");
        _scratch.Write("b.md", "2");
        using var corpus = Corpus.Open(_scratch.Path);
        File.Delete(_scratch["a.md"]);
        var entries = corpus.Read().ToList();
        Assert.Equal(["b.md"], entries.Ids());
        Assert.Equal(_scratch["a.md"], entries.Only(CorpusEntryKind.Note).Place);
    }

    [Fact]
    public void Read_VeryLongNamesAndPaths_AreIds()
    {
        var name = string.Concat(Enumerable.Repeat("ü", 120));
        var id = $"{string.Join('/', Enumerable.Repeat(name, 8))}/{name}.md";
        _scratch.Write(id, "1");
        Assert.Equal([id], CorpusReading.All(_scratch.Path).Ids());
    }

    private void Link(string name, string target) => File.CreateSymbolicLink(_scratch[name], target);
}
