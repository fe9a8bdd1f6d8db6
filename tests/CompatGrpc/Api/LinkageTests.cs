using System.Reflection.Metadata;
using System.Reflection.Metadata.Ecma335;
using System.Reflection.PortableExecutable;
using Grpc.AspNetCore.Server;
using Grpc.Net.Client;

namespace Kale.CompatGrpc.Tests.Api;

/// <summary>All that the official assemblies call exists; a missing member would show only when called.</summary>
public sealed class LinkageTests
{
    // Stands for any type parameter in whose terms a reference is written.
    private static readonly Type[] AnyTypes = [.. Enumerable.Repeat(typeof(string), 8)];

    [Theory]
    [InlineData(typeof(GrpcServiceOptions))]
    [InlineData(typeof(GrpcChannel))]
    public void References_OfOfficialAssembly_Resolve(Type type)
    {
        using var file = new PEReader(File.OpenRead(type.Assembly.Location));
        var metadata = file.GetMetadataReader();
        var tokens = metadata.MemberReferences
            .Where(handle => IsOurs(metadata, metadata.GetMemberReference(handle).Parent))
            .Select(handle => MetadataTokens.GetToken(handle)).ToArray();

        Assert.True(tokens.Length > 50);
        Assert.All(tokens, token => Assert.NotNull(type.Module.ResolveMember(token, AnyTypes, AnyTypes)));
    }

    private static bool IsOurs(MetadataReader metadata, EntityHandle type) => type.Kind switch
    {
        HandleKind.TypeReference => IsOurs(metadata, metadata.GetTypeReference((TypeReferenceHandle)type)),
        HandleKind.TypeSpecification => GenericType(metadata, (TypeSpecificationHandle)type) is { IsNil: false } generic
            && IsOurs(metadata, generic),
        _ => false,
    };

    private static bool IsOurs(MetadataReader metadata, TypeReference type) => type.ResolutionScope.Kind switch
    {
        HandleKind.AssemblyReference => metadata.GetString(
            metadata.GetAssemblyReference((AssemblyReferenceHandle)type.ResolutionScope).Name)
            is "Grpc.Core.Api" or "Grpc.Net.Common",
        HandleKind.TypeReference => IsOurs(metadata, type.ResolutionScope),
        _ => false,
    };

    // A generic instance is written: GENERICINST, CLASS or VALUETYPE, the generic type, its arguments.
    private static EntityHandle GenericType(MetadataReader metadata, TypeSpecificationHandle handle)
    {
        var signature = metadata.GetBlobReader(metadata.GetTypeSpecification(handle).Signature);
        if (signature.ReadSignatureTypeCode() != SignatureTypeCode.GenericTypeInstance)
        {
            return default;
        }

        signature.ReadCompressedInteger();
        return signature.ReadTypeHandle();
    }
}
