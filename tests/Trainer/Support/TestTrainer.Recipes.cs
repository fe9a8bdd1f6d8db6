namespace Kale.Trainer.Tests.Support;

internal sealed partial class TestTrainer
{
    /// <summary>One that counts instead of training; see <see cref="CountingRecipe"/>.</summary>
    public static Task<TestTrainer> StartAsync(TemporaryDirectory directory, params string[] options) =>
        StartAsync(TestHost.Build(directory.Path, scripted: true, options));

    /// <summary>One with its own recipes.</summary>
    public static Task<TestTrainer> StartWithRecipesAsync(TemporaryDirectory directory, params string[] options) =>
        StartAsync(TestHost.Build(directory.Path, scripted: false, options));
}
