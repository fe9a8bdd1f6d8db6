using System.Text;
using Kale.Storage.Logs;

namespace Kale.Storage.Tests.Logs;

/// <summary>
/// What is appended comes back. Damage at every byte is held in tests/LocalQdrant, every loss of power in
/// tests/PowerLoss, both over the store that keeps its points so.
/// </summary>
public sealed class CompactedLogTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    private string Files => _directory["log"];

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task Recover_AfterALogWasSealed_GivesBackEveryRecordInOrder()
    {
        using (var log = CompactedLog.Create(Files))
        {
            await AppendAsync(log, "one", "two");
            await log.SealAsync();
            await AppendAsync(log, "three");
        }

        Assert.Equal(["one", "two", "three"], Read());
    }

    [Fact]
    public async Task Recover_WithABaseInPlace_GivesBackTheBaseAndWhatFollows()
    {
        using (var log = CompactedLog.Create(Files))
        {
            await AppendAsync(log, "one", "two");
            var number = await log.SealAsync();
            await AppendAsync(log, "three");
            log.WriteBaseAside(number, FillOnce("both"));
            log.PutBaseInPlace(number);
        }

        Assert.Equal(["both", "three"], Read());
    }

    [Fact]
    public async Task Recover_WithABaseThatWasNotPutInPlace_GivesBackTheLogsAndRemovesIt()
    {
        using (var log = CompactedLog.Create(Files))
        {
            await AppendAsync(log, "one");
            log.WriteBaseAside(await log.SealAsync(), FillOnce("both"));
        }

        Assert.Equal(["one"], Read());
        Assert.All(Directory.GetFiles(Files), path => Assert.EndsWith(".log", path, StringComparison.Ordinal));
    }

    /// <summary>
    /// A log that another follows is read to its end. A mark behind what the last fsync reached could be missing or
    /// torn when the power goes, and what is whole would be taken for damaged.
    /// </summary>
    [Fact]
    public async Task Seal_WithChangesThatNobodyCommitted_LeavesNothingBehindWhatItSynced()
    {
        using var log = CompactedLog.Create(Files);
        await AppendAsync(log, "one");
        log.Current.Append(Record("two"));
        var (sealedLog, written) = (log.Current.Path, log.Current.Length);

        await log.SealAsync();

        Assert.Equal(written, new FileInfo(sealedLog).Length);
        Assert.NotEqual(sealedLog, log.Current.Path);
    }

    [Fact]
    public async Task Recover_ASealedLogThatWasCut_NamesItAndWhere()
    {
        string cut;
        using (var log = CompactedLog.Create(Files))
        {
            await AppendAsync(log, "one");
            cut = log.Current.Path;
            await log.SealAsync();
        }

        var whole = await File.ReadAllBytesAsync(cut);
        await File.WriteAllBytesAsync(cut, whole[..^1]);
        var error = Assert.Throws<LogException>(Read);

        Assert.Equal((LogError.Damaged, cut), (error.Reason, error.Path));
        Assert.InRange(error.Offset, 1, whole.Length);
    }

    [Fact]
    public void RecordFile_Replaced_HasTheNewContent()
    {
        RecordFile.Replace(_directory["file"], "old"u8);
        RecordFile.Replace(_directory["file"], "new"u8);

        Assert.Equal("new"u8.ToArray(), RecordFile.Read(_directory["file"]));
    }

    [Fact]
    public void RecordFile_WithAFlippedBit_IsNamed()
    {
        RecordFile.Replace(_directory["file"], "content"u8);
        var whole = File.ReadAllBytes(_directory["file"]);
        for (var offset = 0; offset < whole.Length; offset++)
        {
            var flipped = whole.ToArray();
            flipped[offset] ^= 1;
            File.WriteAllBytes(_directory["file"], flipped);
            var error = Assert.Throws<LogException>(() => RecordFile.Read(_directory["file"]));
            Assert.Equal(_directory["file"], error.Path);
        }
    }

    private static async Task AppendAsync(CompactedLog log, params string[] texts)
    {
        foreach (var text in texts)
            await log.Current.CommitAsync(log.Current.Append(Record(text)));
    }

    private static RecordBuilder Record(string text)
    {
        var record = new RecordBuilder();
        record.Begin();
        Write(record, text);
        return record;
    }

    private static void Write(RecordBuilder record, string text) =>
        Encoding.UTF8.GetBytes(text, record.Reserve(Encoding.UTF8.GetByteCount(text)));

    private static FillRecord FillOnce(string text)
    {
        var left = 1;
        return record =>
        {
            if (left == 0)
                return 0;
            Write(record, text);
            return left--;
        };
    }

    private List<string> Read()
    {
        var records = new List<string>();
        var (log, _) = CompactedLog.Recover(Files, content =>
        {
            records.Add(Encoding.UTF8.GetString(content));
            return 1;
        });
        log.Dispose();
        return records;
    }
}
