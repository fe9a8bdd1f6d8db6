using System.Text.Json;
using Kale.ServiceDefaults.Tests.Support;

namespace Kale.ServiceDefaults.Tests.Reflection;

public sealed class ReflectionPeerTests
{
    [Fact]
    public async Task Reflection_ToAClientThatKnowsNoContract_TeachesItToCall()
    {
        await using var host = await TestHost.StartAsync();
        using var answer = JsonDocument.Parse(await Peer.RunAsync("reflect.cjs", new Uri(host.Address).Authority));
        var root = answer.RootElement;
        Assert.Equal(
            ["grpc.health.v1.Health", "grpc.reflection.v1.ServerReflection", "kale.v1.Search"],
            Strings(root, "services"));
        Assert.Equal(["Search", "SearchStream"], Strings(root, "searchMethods"));
        Assert.True(root.GetProperty("sameFile").GetBoolean());
        Assert.Equal(5, root.GetProperty("unknown").GetInt32());
        Assert.Empty(Strings(root, "extensions"));
        Assert.Equal(5, root.GetProperty("extension").GetInt32());
        Assert.Equal("SERVING", root.GetProperty("health").GetString());
    }

    private static string[] Strings(JsonElement root, string name) =>
        [.. root.GetProperty(name).EnumerateArray().Select(item => item.GetString()!)];
}
