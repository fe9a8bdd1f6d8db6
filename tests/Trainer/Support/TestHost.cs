using Kale.Trainer.Recipes;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;

namespace Kale.Trainer.Tests.Support;

/// <summary>
/// The Trainer with the counting recipe instead of its own; in the test's process, or as <c>Kale.Trainer.Tests
/// DIRECTORY [--Option=Value …]</c> in one that can be killed: it prints its address and serves until its input ends.
/// </summary>
internal static class TestHost
{
    /// <summary>The option of a process that trains instead of counting.</summary>
    public const string OwnRecipes = "--Recipes=own";

    public static async Task<int> Main(string[] args)
    {
        await using var app = Build(args[0], scripted: !args.Contains(OwnRecipes), args[1..]);
        return await ServeAsync(app);
    }

    /// <param name="directory">Of the test: data, bundles, and the data root "root".</param>
    /// <param name="scripted">Whether the counting recipe takes the place of all others.</param>
    /// <param name="options">More settings.</param>
    public static WebApplication Build(string directory, bool scripted, params string[] options)
    {
        var builder = TestTrainer.Builder(directory, options: ["--Trainer:ProgressInterval=00:00:00", .. options]);
        if (scripted)
            builder.Services.RemoveAll<IRecipe>().AddSingleton<IRecipe>(new CountingRecipe(new Happenings(directory)));
        return TestTrainer.Build(builder);
    }

    private static async Task<int> ServeAsync(WebApplication app)
    {
        try
        {
            await app.StartAsync();
        }
        catch (IOException e)
        {
            await Console.Out.WriteLineAsync($"error: {e.Message}");
            return 78;
        }

        await Console.Out.WriteLineAsync(app.Urls.First());
        var input = Task.Run(() => Console.In.ReadToEnd());
        var shutdown = app.WaitForShutdownAsync();
        await (await Task.WhenAny(input, shutdown) == shutdown ? shutdown : app.StopAsync());
        return 0;
    }
}
