using Grpc.Reflection.V1;
using Kale.ServiceDefaults.Reflection;
using Kale.V1;

namespace Kale.ServiceDefaults.Tests.Reflection;

public sealed class DescriptorIndexTests
{
    private readonly DescriptorIndex _index = new([SearchReflection.Descriptor.Services[0]]);

    [Theory]
    [InlineData("kale.v1.Search", "kale/v1/search.proto")]
    [InlineData("kale.v1.Search.Search", "kale/v1/search.proto")]
    [InlineData("kale.v1.SearchRequest.top_k", "kale/v1/search.proto")]
    [InlineData("kale.v1.Truncation", "kale/v1/common.proto")]
    [InlineData("google.protobuf.Struct.FieldsEntry", "google/protobuf/struct.proto")]
    public void FileOf_ASymbolOfTheContractOrItsImports_IsItsFile(string symbol, string file) =>
        Assert.Equal(file, _index.FileOf(symbol)?.Name);

    [Fact]
    public void WithImports_OfAFile_HoldsEachFileOnceAndItselfFirst()
    {
        var files = DescriptorIndex.WithImports(SearchReflection.Descriptor);
        Assert.Equal("kale/v1/search.proto", files[0].Name);
        Assert.Equal(files.Count, files.Distinct().Count());
        Assert.Contains(files, file => file.Name == "google/protobuf/duration.proto");
    }

    [Fact]
    public void Answer_ToAnEmptyRequest_IsAnErrorWithinTheStream()
    {
        var answer = new ReflectionService(_index).Answer(new ServerReflectionRequest { Host = "here" });
        Assert.Equal(3, answer.ErrorResponse.ErrorCode);
        Assert.Equal("here", answer.ValidHost);
    }
}
