using Kale.Cli.Training;
using Kale.V1;

namespace Kale.Cli.Tests.Training;

public sealed class SpecTextTests
{
    [Theory]
    [InlineData("corpora/scifact", "corpora", "scifact", "", "")]
    [InlineData("corpora/a/b:train", "corpora", "a/b", "train", "")]
    [InlineData("corpora/queries.jsonl", "corpora", "queries.jsonl", "", "jsonl")]
    [InlineData("corpora/queries.txt", "corpora", "queries.txt", "", "text")]
    public void Texts_OfAForm_AreThatDataSet(string text, string root, string path, string split, string format) =>
        Assert.Equal(
            new DataSet { Root = root, Path = path, Split = split, Format = format },
            DataSetText.Texts(text, "--queries"));

    [Theory]
    [InlineData("scifact")]
    [InlineData("/srv/scifact")]
    [InlineData("corpora/")]
    public void Texts_WithoutRootOrPath_SayTheForm(string text)
    {
        var error = Assert.Throws<CliException>(() => DataSetText.Texts(text, "--queries"));
        Assert.Equal(ExitCodes.Usage, error.ExitCode);
        Assert.Contains("root/path", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Plan_OfEachForm_IsThatPlan()
    {
        Assert.Equal(new LayerPlan { Name = "kale", Layers = 2 }, LayerPlanText.Parse("kale:2", "--plan"));
        Assert.Equal(new LayerPlan { Name = "explicit", Keep = { 0, 5 } }, LayerPlanText.Parse("0,5", "--plan"));
        Assert.Equal(new LayerPlan { Name = "explicit" }, LayerPlanText.Parse("none", "--plan"));
        Assert.Throws<CliException>(() => LayerPlanText.Parse("kale", "--plan"));
    }

    [Fact]
    public void Loss_OfEachForm_IsThatTerm()
    {
        Assert.Equal(new LossTerm { Name = "cosine", Weight = 1 }, LossText.Parse("cosine", "--loss"));
        Assert.Equal(new LossTerm { Name = "kl", Weight = 1, Temperature = 2 }, LossText.Parse("kl@2", "--loss"));
        Assert.Equal(new LossTerm { Name = "mse", Weight = 0.5 }, LossText.Parse("0.5*mse", "--loss"));
        Assert.Throws<CliException>(() => LossText.Parse("kl@warm", "--loss"));
    }
}
