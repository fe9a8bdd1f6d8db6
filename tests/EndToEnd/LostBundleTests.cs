using Kale.Bundles;
using Kale.ServiceDefaults.Tests.Support;
using Kale.V1;

namespace Kale.EndToEnd.Tests;

/// <summary>The files of the active encoder are lost: there is always a way on.</summary>
public sealed class LostBundleTests : IDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("kale-lost-").FullName;

    private string Data => Path.Combine(_directory, "data");

    private string Store => Path.Combine(Data, "bundles");

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    [Fact]
    public async Task Import_OfAModelWhoseBundleIsGone_BringsTheRouteAndEveryNameBack()
    {
        var model = Path.Combine(_directory, "model");
        WriteModel(model, seed: 1);
        var id = await ImportAsync(model, "first");
        await ServeAndRouteAsync(id, "first");

        Directory.Delete(Path.Combine(Store, id), recursive: true);
        var gone = (await Kale.RunAsync("encoders", "--json", "--data", Data)).Succeeded();
        Assert.Contains("is gone", gone.Text, StringComparison.Ordinal);
        Assert.Equal(id, await ImportAsync(model, "second"));
        Assert.Equal(id, new BundleStore(Store).Resolve("first"));

        await SearchesAsync();
    }

    [Fact]
    public async Task Import_UnderNamesOfALostBundleOfAnotherId_LeadsEachToTheNewOne()
    {
        var model = Path.Combine(_directory, "model");
        WriteModel(model, seed: 1);
        var lost = "bundle-" + new string('0', 32);
        Directory.CreateDirectory(Store);
        File.WriteAllText(Path.Combine(Store, "names.json"), $$"""{"default":"{{lost}}","first":"{{lost}}"}""");

        var listed = (await Kale.RunAsync("encoders", "--json", "--data", Data)).Succeeded();
        Assert.Contains($"{lost} is gone; import the same model again with --name first", listed.Text);
        var first = (await Kale.RunAsync("import", model, "--name", "first", "--data", Data)).Succeeded();
        Assert.Contains($"'default' points to {lost}, which is gone", first.Text, StringComparison.Ordinal);
        var id = await ImportAsync(model, "default");

        Assert.Equal([id, id], new BundleStore(Store).Names.Values);
        var healed = (await Kale.RunAsync("encoders", "--json", "--data", Data)).Succeeded();
        Assert.DoesNotContain("is gone", healed.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Import_OfAModelWhoseBundleIsDamaged_MendsIt()
    {
        var model = Path.Combine(_directory, "model");
        WriteModel(model, seed: 1);
        var id = await ImportAsync(model, "first");
        await ServeAndRouteAsync(id, "first");

        File.Delete(Path.Combine(Store, id, "model.safetensors"));
        Assert.Equal(id, await ImportAsync(model, "first"));

        await SearchesAsync();
    }

    [Fact]
    public async Task Replace_OfAReleaseThatIsGone_BringsSearchBack()
    {
        var bundle = TinyEncoder.Publish(Store, "first", seed: 1);
        var shorter = PublishForQueries("shorter", TinyEncoder.Model(1) with { MaxTokens = 63 });
        await ServeAndRouteAsync(bundle.Id, "first");
        Directory.Delete(bundle.Directory, recursive: true);

        using var suite = await RunningSuite.StartAsync(Data, "--encoder", "first");
        var refused = await suite.RunAsync("releases", "replace", shorter.Id);
        refused.Failed(2, "Say why");
        await Wait.UntilAsync(
            () => suite.RunAsync("releases", "replace", shorter.Id, "-m", "the disk is gone"),
            said => said.ExitCode == 0);

        var audit = (await suite.RunAsync("releases", "audit")).Succeeded();
        Assert.Contains("Replace", audit.Text, StringComparison.Ordinal);
        Assert.Contains("the disk is gone", audit.Text, StringComparison.Ordinal);
        await FindsAsync(suite);
    }

    [Fact]
    public async Task Search_WhileTheSameEncoderIsThereUnderAnotherId_GoesOnByItself()
    {
        var bundle = TinyEncoder.Publish(Store, "first", seed: 1);
        PublishForQueries("twin", TinyEncoder.Model(1));
        await ServeAndRouteAsync(bundle.Id, "first");
        Directory.Delete(bundle.Directory, recursive: true);

        using var suite = await RunningSuite.StartAsync(Data, "--encoder", "first");
        await FindsAsync(suite);

        var audit = (await suite.RunAsync("releases", "audit")).Succeeded();
        Assert.Contains($"the same encoder as {bundle.Id}", audit.Text, StringComparison.Ordinal);
    }

    private async Task ServeAndRouteAsync(string bundle, string name)
    {
        SuiteFixture.WriteCorpus(Path.Combine(_directory, "corpus"));
        using var suite = await (await RunningSuite.StartAsync(Data, "--encoder", name)).ReadyAsync();
        (await suite.RunAsync("index", Path.Combine(_directory, "corpus"), "-c", "docs")).Succeeded();
        var space = await new EncoderRegistry.EncoderRegistryClient(suite.Channel).RegisterSpaceAsync(
            new RegisterSpaceRequest { ContextBundleId = bundle, ReferenceQueryBundleId = bundle });
        (await suite.RunAsync("releases", "create", bundle, "--space", space.SpaceId)).Succeeded();
        Assert.Equal(0, await suite.TerminateAsync());
    }

    private async Task SearchesAsync()
    {
        using var suite = await (await RunningSuite.StartAsync(Data, "--encoder", "first")).ReadyAsync();
        await FindsAsync(suite);
    }

    private static async Task FindsAsync(RunningSuite suite)
    {
        var found = await Wait.UntilAsync(
            () => suite.RunAsync("search", SuiteFixture.Text(3), "-c", "docs", "--json"), said => said.ExitCode == 0);
        Assert.Equal("d3", found.Json.GetProperty("hits")[0].GetProperty("documentId").GetString());
    }

    private async Task<string> ImportAsync(string model, string name)
    {
        var said = (await Kale.RunAsync("import", model, "--name", name, "--data", Data)).Succeeded();
        var named = $"{name} is ";
        var line = said.Text.Split('\n').Single(line => line.StartsWith(named, StringComparison.Ordinal));
        return line[named.Length..].Trim();
    }

    // Another bundle of the space of "first".
    private Bundle PublishForQueries(string name, EncoderModel model)
    {
        var first = new BundleStore(Store).Find("first");
        return BundleWriter.Write(
            Store, name, model, first.Manifest.Space, new HashSet<EncoderRole> { EncoderRole.Query },
            first.Manifest.Provenance,
            new[] { "onnx/model.onnx", ProbeSet.FileName }.Select(
                file => new global::Kale.Bundles.BundleFile(
                    file, target => target.Write(File.ReadAllBytes(first.PathOf(file))))));
    }

    private void WriteModel(string directory, int seed)
    {
        var bundle = TinyEncoder.Publish(Path.Combine(_directory, "elsewhere"), "tiny", seed);
        foreach (var own in new[] { "kale.json", "probes.json" }) { File.Delete(Path.Combine(bundle.Directory, own)); }
        Directory.Move(bundle.Directory, directory);
    }
}
