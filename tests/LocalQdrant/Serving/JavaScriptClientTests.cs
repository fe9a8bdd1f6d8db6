using Google.Protobuf.Reflection;
using Kale.LocalQdrant.Serving;
using Kale.LocalQdrant.Tests.Support;
using Qdrant.Client.Grpc;

namespace Kale.LocalQdrant.Tests.Serving;

/// <summary>
/// The official JavaScript client, which nobody here wrote, against the server and against the contract.
/// </summary>
public sealed class JavaScriptClientTests
{
    [Fact]
    public async Task Drive_EveryCall_AnswersAsQdrantWould()
    {
        await using var server = await TestServer.StartAsync();

        var (exitCode, output) = await Commands.NodeAsync("drive.mjs", server.Address.ToString());

        Assert.True(exitCode == 0, output);
        var methods = MethodsOf<CollectionsBase>("Collections").Concat(MethodsOf<PointsBase>("Points"))
            .Order(StringComparer.OrdinalIgnoreCase);
        var driven = output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Order(StringComparer.OrdinalIgnoreCase);
        Assert.Equal(methods, driven, StringComparer.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task Contract_EveryFieldAndMethod_HasTheOfficialNumberAndType()
    {
        var (exitCode, output) = await Commands.NodeAsync("contract.mjs");
        Assert.True(exitCode == 0, output);
        var official = output.Split('\n', StringSplitOptions.RemoveEmptyEntries).ToDictionary(NameIn);

        var ours = new[]
        {
            JsonWithIntReflection.Descriptor, QdrantCommonReflection.Descriptor, CollectionsReflection.Descriptor,
            PointsReflection.Descriptor, CollectionsServiceReflection.Descriptor, PointsServiceReflection.Descriptor,
            QdrantReflection.Descriptor,
        }.SelectMany(Lines).ToList();

        // A newer contract than the JavaScript client's may have more; what both have must be the same.
        var common = ours.Where(line => official.ContainsKey(NameIn(line))).ToList();
        Assert.True(common.Count > 800, $"only {common.Count} lines in common");
        Assert.Equal(common.Select(line => official[NameIn(line)]), common);
    }

    private static string NameIn(string line) => line.Split(' ')[0];

    private static IEnumerable<string> MethodsOf<T>(string service) =>
        typeof(T).GetMethods().Where(method => method.IsAbstract).Select(method => $"{service}/{method.Name}");

    private static IEnumerable<string> Lines(FileDescriptor file) =>
        file.EnumTypes.SelectMany(type => Lines("", type))
            .Concat(file.MessageTypes.SelectMany(type => Lines("", type)))
            .Concat(file.Services.SelectMany(service => service.Methods.Select(method =>
                $"{service.FullName}/{method.Name} {method.InputType.FullName} {method.OutputType.FullName}")));

    private static IEnumerable<string> Lines(string scope, EnumDescriptor type) =>
        type.Values.Select(value => $"{scope}{type.Name}.{value.Name} = {value.Number}");

    private static IEnumerable<string> Lines(string scope, MessageDescriptor type)
    {
        var name = scope + type.Name;
        return type.EnumTypes.SelectMany(nested => Lines(name + ".", nested))
            .Concat(type.NestedTypes.SelectMany(nested => Lines(name + ".", nested)))
            .Concat(type.Fields.InDeclarationOrder().Select(field => Line(name, field.ToProto())));
    }

    private static string Line(string scope, FieldDescriptorProto field)
    {
        var label = field.Label == FieldDescriptorProto.Types.Label.Repeated ? "repeated" : "single";
        var type = field.TypeName.TrimStart('.');
        return $"{scope}.{field.Name} = {field.Number} {(int)field.Type} {label} {type}".Trim();
    }
}
