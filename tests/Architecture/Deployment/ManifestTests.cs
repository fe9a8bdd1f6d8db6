using Kale.Architecture.Tests.Settings;
using Microsoft.Extensions.Configuration;
using YamlDotNet.RepresentationModel;

namespace Kale.Architecture.Tests.Deployment;

/// <summary>What the manifests name is there: settings, services to probe, objects to refer to.</summary>
public sealed class ManifestTests
{
    private const string Liveness = "-liveness";

    // Of ASP.NET and OpenTelemetry.
    private static readonly string[] s_others = ["ASPNETCORE_URLS", "OTEL_EXPORTER_OTLP_ENDPOINT", "OMP_NUM_THREADS"];

    private static readonly IReadOnlyDictionary<string, string> s_settings =
        Manifest.OfKind("ConfigMap").Single(manifest => manifest.Name == "kale-settings").Values("data");

    public static TheoryData<string> Deployments() => [.. DeployedService.Names];

    [Fact]
    public void Deployments_OfTheBase_AreTheFourServices() =>
        Assert.Equal(
            DeployedService.Names.Order(),
            Manifest.OfKind("Deployment").Select(manifest => manifest.Name).Order());

    [Fact]
    public void Settings_EveryKey_BindsToAnOption()
    {
        var variables = s_settings.Concat(Manifest.OfKind("Deployment").SelectMany(EnvironmentOf))
            .Where(variable => !s_others.Contains(variable.Key))
            .ToDictionary(entry => DeployedService.KeyOf(entry.Key), entry => (string?)entry.Value);
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(variables).Build();
        Assert.Empty(configuration.GetChildren().Select(section => section.Key).Except(ServiceSettings.Sections.Keys));
        Assert.All(ServiceSettings.Sections, section =>
            configuration.GetSection(section.Key)
                .Get(section.Value, binder => binder.ErrorOnUnknownConfiguration = true));
    }

    [Theory]
    [MemberData(nameof(Deployments))]
    public async Task Settings_OfADeployment_PassItsOwnChecks(string name)
    {
        await using var service = new DeployedService(name, s_settings);
        Assert.NotNull(service.Options());
    }

    [Fact]
    public void Settings_OfTheBase_AskCallersAndOnlyTheTestClusterDoesNot()
    {
        Assert.Contains("ServiceDefaults__Keys", s_settings.Keys);
        Assert.DoesNotContain("ServiceDefaults__Insecure", s_settings.Keys);
        Assert.Equal(
            ["overlays/small/kustomization.yaml"],
            Manifest.All.Where(manifest => $"{manifest.Root}".Contains("Insecure", StringComparison.Ordinal))
                .Select(manifest => manifest.File));
    }

    [Theory]
    [MemberData(nameof(Deployments))]
    public void Keys_OfADeployment_AreMountedWhereTheSettingNamesThem(string name)
    {
        var mounts = (YamlSequenceNode)Manifest.Find(
            Manifest.OfKind("Deployment").Single(manifest => manifest.Name == name).Container, "volumeMounts")!;
        var keys = mounts.Single(mount => $"{mount["name"]}" == "keys");
        Assert.Equal(s_settings["ServiceDefaults__Keys"], $"{keys["mountPath"]}/keys.json");
    }

    [Theory]
    [MemberData(nameof(Deployments))]
    public async Task Probes_OfADeployment_AskForServicesThatItServes(string name)
    {
        await using var service = new DeployedService(name, s_settings);
        var container = Manifest.OfKind("Deployment").Single(manifest => manifest.Name == name).Container;
        foreach (var probe in new[] { "startupProbe", "livenessProbe" })
        {
            var asked = Assert.IsType<YamlScalarNode>(Manifest.Find(container, probe, "grpc", "service")).Value!;
            Assert.EndsWith(Liveness, asked, StringComparison.Ordinal);
            Assert.Contains(asked[..^Liveness.Length], service.Services);
        }

        Assert.NotNull(Manifest.Find(container, "readinessProbe", "grpc"));
        Assert.Null(Manifest.Find(container, "readinessProbe", "grpc", "service"));
    }

    [Fact]
    public void Kustomizations_Resources_AreThereAndNoneIsForgotten()
    {
        var bases = Manifest.All
            .Where(manifest => manifest.File.StartsWith("base/", StringComparison.Ordinal))
            .ToList();
        var listed = (YamlSequenceNode)Manifest.Find(
            bases.Single(manifest => manifest.Kind == "Kustomization").Root, "resources")!;
        Assert.Equal(
            bases.Where(manifest => manifest.Kind != "Kustomization")
                .Select(manifest => manifest.File["base/".Length..])
                .Distinct()
                .Order(),
            listed.Select(file => $"{file}").Order());
    }

    [Fact]
    public void Deployment_ThatIsScaled_LeavesTheNumberOfReplicasToItsScaler() => Assert.All(
        Manifest.OfKind("HorizontalPodAutoscaler")
            .Where(scaler => scaler.File.StartsWith("base/", StringComparison.Ordinal)),
        scaler => Assert.Equal("", Manifest.OfKind("Deployment").Single(
            manifest => manifest.Name == scaler.Text("spec", "scaleTargetRef", "name")).Text("spec", "replicas")));

    private static IEnumerable<KeyValuePair<string, string>> EnvironmentOf(Manifest deployment) =>
        Manifest.Find(deployment.Container, "env") is YamlSequenceNode variables
            ? variables.Select(variable =>
                KeyValuePair.Create($"{variable["name"]}", $"{Manifest.Find(variable, "value")}"))
            : [];
}
