using System.Text;

namespace Kale.Storage.Tests;

/// <summary>The old content or the new one. What a loss of power leaves is held in tests/PowerLoss.</summary>
public sealed class DurableFileTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Fact]
    public void Replace_AFile_LeavesTheNewContentAlone()
    {
        var path = _directory.Write("file", "a long old text");
        DurableFile.Replace(path, "new"u8);
        Assert.Equal("new", File.ReadAllText(path));
        Assert.Equal(["file"], Names());
    }

    [Fact]
    public void Replace_ThatFailsHalfWay_LeavesTheOldContentAlone()
    {
        var path = _directory.Write("file", "old");
        Assert.Throws<IOException>(() => DurableFile.WriteAside(path, stream =>
        {
            stream.Write("half of"u8);
            throw new IOException("the disk said no");
        }));
        Assert.Equal("old", File.ReadAllText(path));
        Assert.Equal(["file"], Names());
    }

    [Fact]
    public void Replace_WithAPipeWhereTheNewFileIsWritten_TakesItsPlace()
    {
        var path = _directory.Write("file", "old");
        SpecialFiles.MakePipe(_directory[".file.new"]);
        DurableFile.Replace(path, "new"u8);
        Assert.Equal("new", File.ReadAllText(path));
        Assert.Equal(["file"], Names());
    }

    // Files may not grow beyond a limit of the process: the runtime calls that an argument out of range.
    [Fact]
    public void Write_BeyondWhatTheFileMayBe_IsAFullDisk()
    {
        using var full = File.OpenHandle("/dev/full", FileMode.Open, FileAccess.Write);
        Assert.True(DiskSpace.IsFull(Assert.ThrowsAny<IOException>(() => DurableFile.Write(full, "text"u8, 0))));
    }

    [Fact]
    public void Append_ToAFileThatIsNotThere_MakesIt()
    {
        DurableFile.Append(_directory["log"], Encoding.UTF8.GetBytes("one "));
        DurableFile.Append(_directory["log"], Encoding.UTF8.GetBytes("two"));
        Assert.Equal("one two", File.ReadAllText(_directory["log"]));
    }

    [Fact]
    public void MakeDirectory_WithThoseAboveIt_IsDoneTwiceWithoutHarm()
    {
        DurableFile.MakeDirectory(_directory["a/b/c"]);
        DurableFile.MakeDirectory(_directory["a/b/c"]);
        Assert.True(Directory.Exists(_directory["a/b/c"]));
    }

    [Fact]
    public void Remove_ADirectory_LeavesNothing()
    {
        _directory.Write("a/b/file", "text");
        RemovedDirectory.Remove(_directory["a"]);
        RemovedDirectory.Delete(_directory["a"]);
        Assert.Empty(Names());
    }

    [Fact]
    public void Finish_OfARemovalThatWasCutShort_LeavesTheOthers()
    {
        _directory.Write(".removed-1/file", "text");
        _directory.Write("kept/file", "text");
        RemovedDirectory.Finish(_directory.Path);
        Assert.Equal(["kept"], Names());
    }

    private IEnumerable<string?> Names() =>
        Directory.EnumerateFileSystemEntries(_directory.Path).Select(Path.GetFileName);
}
