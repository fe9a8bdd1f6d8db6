using Kale.ServiceDefaults.Errors;
using Kale.Trainer.Data;
using Kale.Trainer.Tests.Support;
using Kale.Training;
using Kale.V1;

namespace Kale.Trainer.Tests.Data;

public sealed class DataSetsTests
{
    [Theory]
    [InlineData("../secret")]
    [InlineData("sets/../../secret")]
    [InlineData("/etc/passwd")]
    [InlineData("out/secret")]
    [InlineData("sets/link")]
    [InlineData("sets/link/../../secret")]
    public void Open_OfAPathThatLeavesTheRoot_IsRefused(string path)
    {
        using var directory = WithASecretBeside();
        var error = Assert.Throws<TrainingException>(() =>
            Sets.Of(directory["root"]).Open(new DataSet { Root = "root", Path = path }));
        Assert.Equal(TrainingError.DataRefused, error.Code);
        Assert.DoesNotContain(directory.Path, error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("sets/a.txt")]
    [InlineData("sets/../sets/./a.txt")]
    [InlineData("inside/a.txt")]
    public void Open_OfAPathThatStaysInTheRoot_FindsIt(string path)
    {
        using var directory = WithASecretBeside();
        Assert.Equal(
            "a",
            File.ReadAllText(Sets.Of(directory["root"]).Open(new DataSet { Root = "root", Path = path }).File.Path));
    }

    [Theory]
    [InlineData("root", "nothing", TrainingError.DataNotFound)]
    [InlineData("root", "loop", TrainingError.DataNotFound)]
    [InlineData("elsewhere", "sets", TrainingError.UnknownName)]
    public void Open_OfWhatIsNotThere_SaysSo(string root, string path, TrainingError code)
    {
        using var directory = WithASecretBeside();
        var error = Assert.Throws<TrainingException>(() =>
            Sets.Of(directory["root"]).Open(new DataSet { Root = root, Path = path }));
        Assert.Equal(code, error.Code);
    }

    [Fact]
    public void Open_OfAPipe_IsRefusedAndNotWaitedFor()
    {
        using var directory = WithASecretBeside();
        SpecialFiles.MakePipe(directory["root/sets/pipe"]);
        var error = Assert.Throws<TrainingException>(() =>
            Sets.Of(directory["root"]).Open(new DataSet { Root = "root", Path = "sets/pipe" }));
        Assert.Equal(TrainingError.DataRefused, error.Code);
    }

    [Theory]
    [InlineData("sets/a.txt", "", "data.format")]
    [InlineData("sets/a.txt", "csv", "data.format")]
    [InlineData("sets/a.txt", "beir", "data.path")]
    [InlineData("sets", "text", "data.path")]
    [InlineData("../secret", "text", "data.path")]
    public void Check_OfADataSetThatCannotBeUsed_NamesTheField(string path, string format, string field)
    {
        using var directory = WithASecretBeside();
        var check = new RequestCheck();
        Sets.Of(directory["root"])
            .Check(check, "data", new DataSet { Root = "root", Path = path, Format = format }, DataFormats.Texts);
        Assert.Equal(field, Assert.Single(check.Violations).Field);
    }

    private static TemporaryDirectory WithASecretBeside()
    {
        var directory = new TemporaryDirectory();
        directory.Write("secret", "secret");
        directory.Write("root/sets/a.txt", "a");
        Directory.CreateSymbolicLink(directory["root/out"], directory.Path);
        Directory.CreateSymbolicLink(directory["root/inside"], "sets");
        File.CreateSymbolicLink(directory["root/sets/link"], "../../secret");
        File.CreateSymbolicLink(directory["root/loop"], "loop");
        return directory;
    }
}
