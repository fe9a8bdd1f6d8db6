using System.Text.Json;
using Google.Protobuf;
using Google.Protobuf.Reflection;
using Grpc.Core;
using Kale.ServiceDefaults.Tests.Support;

namespace Kale.ServiceDefaults.Tests.Reflection;

public sealed class ReflectionPeerTests
{
    /// <summary>Tools of before 2023 know v1alpha only.</summary>
    public static TheoryData<string> Versions => ["v1", "v1alpha"];

    [Theory]
    [MemberData(nameof(Versions))]
    public async Task Reflection_ToAClientThatKnowsNoContract_TeachesItToCall(string version)
    {
        await using var host = await TestHost.StartAsync(new() { ["ServiceDefaults:Reflection"] = "true" });
        using var answer = JsonDocument.Parse(await Programs.NodeAsync(
            "ServiceDefaults/peers/reflect.cjs",
            [new Uri(host.Address).Authority, Service(version), ContractOf(version)]));
        var root = answer.RootElement;
        Assert.Equal(
            ["grpc.health.v1.Health", Service("v1"), Service("v1alpha"), "kale.v1.Search"],
            Strings(root, "services").Order(StringComparer.Ordinal));
        Assert.Equal(["Search", "SearchStream"], Strings(root, "searchMethods"));
        Assert.True(root.GetProperty("sameFile").GetBoolean());
        Assert.Equal("SERVING", root.GetProperty("health").GetString());
        Assert.Equal(5, root.GetProperty("unknown").GetInt32());
    }

    [Theory]
    [MemberData(nameof(Versions))]
    public async Task Reflection_NotAskedFor_IsUnimplemented(string version)
    {
        await using var host = await TestHost.StartAsync();
        using var call = host.Channel.CreateCallInvoker().AsyncDuplexStreamingCall(
            RawCalls.Method(MethodType.DuplexStreaming, Service(version), "ServerReflectionInfo"), null, default);
        var error = await Assert.ThrowsAsync<RpcException>(() => call.ResponseStream.MoveNext(default));
        Assert.Equal(StatusCode.Unimplemented, error.StatusCode);
    }

    private static string Service(string version) => $"grpc.reflection.{version}.ServerReflection";

    private static string ContractOf(string version)
    {
        var file = version == "v1"
            ? Grpc.Reflection.V1.ReflectionReflection.Descriptor
            : Grpc.Reflection.V1Alpha.ReflectionReflection.Descriptor;
        return new FileDescriptorSet { File = { file.ToProto() } }.ToByteString().ToBase64();
    }

    private static string[] Strings(JsonElement root, string name) =>
        [.. root.GetProperty(name).EnumerateArray().Select(item => item.GetString()!)];
}
