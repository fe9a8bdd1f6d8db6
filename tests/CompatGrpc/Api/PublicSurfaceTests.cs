using System.Reflection;
using Grpc.Core;
using Grpc.Net.Compression;

namespace Kale.CompatGrpc.Tests.Api;

/// <summary>The lists beside this file were written by <see cref="ApiSurface"/> from the official sources.</summary>
public sealed class PublicSurfaceTests
{
    private static readonly Dictionary<string, Assembly> Assemblies = new()
    {
        ["Grpc.Core.Api"] = typeof(CallInvoker).Assembly,
        ["Grpc.Net.Common"] = typeof(ICompressionProvider).Assembly,
    };

    [Theory]
    [InlineData("Grpc.Core.Api")]
    [InlineData("Grpc.Net.Common")]
    public void PublicSurface_OfAssembly_EqualsTheOfficialOne(string name)
    {
        var official = Read(name + ".txt");
        var ours = ApiSurface.Describe(Assemblies[name]);

        Assert.Empty(official.Except(ours));
        Assert.Empty(ours.Except(official));
    }

    [Theory]
    [InlineData("Grpc.Core.Api")]
    [InlineData("Grpc.Net.Common")]
    public void Identity_OfAssembly_EqualsTheOfficialOne(string name) => Assert.Equal(
        $"{name}, Version=2.0.0.0, Culture=neutral, PublicKeyToken=d754f35622e28bad",
        Assemblies[name].FullName);

    private static string[] Read(string resource)
    {
        using var stream = typeof(PublicSurfaceTests).Assembly.GetManifestResourceStream(resource)!;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }
}
