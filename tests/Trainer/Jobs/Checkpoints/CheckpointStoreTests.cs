using Kale.Trainer.Tests.Support;
using Kale.Training;
using Kale.Training.Loop;

namespace Kale.Trainer.Tests.Jobs.Checkpoints;

public sealed class CheckpointStoreTests
{
    private static readonly CheckpointFormat s_format = new("counting", 1);

    [Fact]
    public void Load_WithoutAny_IsNull()
    {
        using var directory = new TemporaryDirectory();
        Assert.Null(Store(directory).Load());
    }

    [Fact]
    public void Save_ThreeTimes_KeepsTheLastTwo()
    {
        using var directory = new TemporaryDirectory();
        var store = Store(directory);
        for (var step = 9; step <= 11; step++)
            Save(store, step);
        Assert.Equal(2, Directory.GetDirectories(directory["checkpoints"]).Length);
        var loaded = store.Load();
        Assert.Equal((11, "state of 11"), (loaded?.Step, Text(loaded)));
    }

    [Theory]
    [InlineData("missing")]
    [InlineData("longer")]
    [InlineData("changed")]
    [InlineData("no manifest")]
    [InlineData("empty manifest")]
    [InlineData("pipe")]
    [InlineData("pipe for a manifest")]
    public void Load_WithADamagedLastOne_GoesBackAndSaysSo(string damage)
    {
        using var directory = new TemporaryDirectory();
        var notices = new List<string>();
        var store = Store(directory, notices: notices);
        Save(store, 1);
        Save(store, 2);
        Damage(directory["checkpoints/step-000000000002"], damage);
        Assert.Equal("state of 1", Text(store.Load()));
        Assert.Contains("step 2 is damaged", Assert.Single(notices), StringComparison.Ordinal);
        Assert.False(Directory.Exists(directory["checkpoints/step-000000000002"]));
    }

    [Fact]
    public void Load_WithAllDamaged_SaysSo()
    {
        using var directory = new TemporaryDirectory();
        var store = Store(directory);
        Save(store, 1);
        Save(store, 2);
        Damage(directory["checkpoints/step-000000000001"], "changed");
        Damage(directory["checkpoints/step-000000000002"], "missing");
        var error = Assert.Throws<TrainingException>(() => store.Load());
        Assert.Equal(TrainingError.CheckpointCorrupt, error.Code);
    }

    [Fact]
    public void Load_OfAnotherVersion_IsRefusedAndKept()
    {
        using var directory = new TemporaryDirectory();
        Save(Store(directory), 1);
        var error = Assert.Throws<TrainingException>(() => Store(directory, s_format with { Version = 2 }).Load());
        Assert.Contains("version 1", error.Message, StringComparison.Ordinal);
        Assert.NotNull(Store(directory).Load());
    }

    [Fact]
    public void Save_ThatFails_LeavesTheOthers()
    {
        using var directory = new TemporaryDirectory();
        var store = Store(directory);
        Save(store, 1);
        Assert.Throws<IOException>(() => store.Save(2, writer =>
        {
            writer.Write("state", [1]);
            throw new IOException("no");
        }));
        Assert.Equal(1, store.Load()?.Step);
        CheckpointStore.RemovePartial(directory["checkpoints"]);
        Assert.Single(Directory.GetDirectories(directory["checkpoints"]));
        Save(store, 2);
        Assert.Equal(2, store.Load()?.Step);
    }

    private static CheckpointStore Store(
        TemporaryDirectory directory, CheckpointFormat? format = null, List<string>? notices = null) =>
        new(directory["checkpoints"], format ?? s_format, () => { }, text => notices?.Add(text));

    private static void Save(CheckpointStore store, long step) =>
        store.Save(step, writer => writer.Write("state", System.Text.Encoding.UTF8.GetBytes($"state of {step}")));

    private static string? Text(Checkpoint? checkpoint) =>
        checkpoint is null ? null : System.Text.Encoding.UTF8.GetString(checkpoint.Read("state"));

    private static void Damage(string checkpoint, string how)
    {
        var (state, manifest) = (Path.Combine(checkpoint, "state"), Path.Combine(checkpoint, "checkpoint.json"));
        switch (how)
        {
            case "missing":
                File.Delete(state);
                break;
            case "longer":
                File.AppendAllText(state, "!");
                break;
            case "changed":
                File.WriteAllText(state, "state Of 2");
                break;
            case "no manifest":
                File.Delete(manifest);
                break;
            case "pipe":
                SpecialFiles.MakePipe(state);
                break;
            case "pipe for a manifest":
                SpecialFiles.MakePipe(manifest);
                break;
            default:
                File.WriteAllText(manifest, "");
                break;
        }
    }
}
