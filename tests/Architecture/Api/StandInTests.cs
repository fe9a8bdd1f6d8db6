using System.CodeDom.Compiler;
using System.Reflection;
using Google.Protobuf;
using Google.Protobuf.Reflection;
using Qdrant.Client;
using TorchSharp;

namespace Kale.Architecture.Tests.Api;

/// <summary>
/// The stand-ins under compat/ offer what the official packages offer and nothing else, so that code which compiles
/// against them compiles against those.
/// </summary>
public sealed class StandInTests
{
    private static readonly Dictionary<string, Assembly> s_assemblies = new()
    {
        ["Qdrant.Client"] = typeof(QdrantClient).Assembly,
        ["TorchSharp"] = typeof(torch).Assembly,
    };

    [Theory]
    [InlineData("Qdrant.Client")]
    [InlineData("TorchSharp")]
    public void PublicMembers_OfAStandIn_AreOfficial(string package)
    {
        var list = new ApiList(
            File.ReadAllText(Path.Combine(Repository.Root, "tests", "Architecture", "Api", package + ".txt")));
        var types = s_assemblies[package].GetExportedTypes().Where(type => !IsGenerated(type));
        Assert.Empty(types.SelectMany(type => Inventions(type, list)));
    }

    [Fact]
    public void Inventions_OfATypeThatIsListedInPart_AreItsOtherMembers()
    {
        var list = new ApiList(
            "class StandInTests.Sample [IDisposable]\n    virtual int Size { get; }\n    Sample(long size = 3)\n\n"
            + "class StandInTests.Named\n");
        Assert.Equal(
            [
                "StandInTests.Sample: bool Has(string name, double share = 1E-05)",
                "StandInTests.Sample: static StandInTests.Sample Of(params long[] sizes)",
            ],
            Inventions(typeof(Sample), list).Order());
        Assert.Empty(Inventions(typeof(Named), list));
        Assert.Equal(["type StandInTests"], Inventions(typeof(StandInTests), list));
    }

    private static IEnumerable<string> Inventions(Type type, ApiList list)
    {
        var name = ApiText.Of(type);
        if (!list.Names(name))
            return [$"type {name}"];
        return list.MembersOf(name) is { } listed
            ? ApiText.MembersOf(type).Where(member => !listed.Contains(member)).Select(member => $"{name}: {member}")
            : [];
    }

    // Messages and clients of a contract are generated: they are as official as its names and numbers.
    private static bool IsGenerated(Type? type) => type is not null && (
        type.IsDefined(typeof(GeneratedCodeAttribute)) || typeof(IMessage).IsAssignableFrom(type)
        || type.GetFields().Any(field => field.IsDefined(typeof(OriginalNameAttribute)))
        || type.GetProperty("Descriptor", typeof(FileDescriptor)) is not null || IsGenerated(type.DeclaringType));

    private sealed class Sample(long size = 3) : IDisposable
    {
        public int Size => (int)size;

        public bool Has(string name, double share = 1e-5) => share * size > name.Length;

        public static Sample Of(params long[] sizes) => new(sizes.Length);

        public void Dispose() => GC.SuppressFinalize(this);
    }

    private sealed class Named
    {
        public int Anything { get; set; }
    }
}
