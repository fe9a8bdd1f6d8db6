using System.Reflection;
using System.Reflection.Metadata;
using System.Reflection.Metadata.Ecma335;
using System.Reflection.PortableExecutable;
using Grpc.AspNetCore.Server;
using Grpc.Net.Client;

namespace Kale.CompatGrpc.Tests.Api;

/// <summary>Everything that the official assemblies refer to exists; a missing member would show only when called.</summary>
public sealed class LinkageTests
{
    // Stands for any type parameter in whose terms a reference is written.
    private static readonly Type[] AnyTypes = [.. Enumerable.Repeat(typeof(string), 8)];

    [Theory]
    [InlineData(typeof(GrpcServiceOptions))]
    [InlineData(typeof(GrpcChannel))]
    public void References_OfOfficialAssembly_Resolve(Type type)
    {
        var tokens = MemberReferences(type.Assembly.Location);

        Assert.NotEmpty(tokens);
        Assert.DoesNotContain(tokens, token => IsMissing(type.Module, token));
    }

    private static bool IsMissing(Module module, int token)
    {
        try
        {
            return module.ResolveMember(token, AnyTypes, AnyTypes) is null;
        }
        catch (Exception e) when (e is MissingMemberException or TypeLoadException)
        {
            return true;
        }
        catch (ArgumentException)
        {
            // The assembly's own generic type, whose constraint the stand-in for its parameter does not meet.
            return false;
        }
    }

    private static int[] MemberReferences(string path)
    {
        using var file = new PEReader(File.OpenRead(path));
        var metadata = file.GetMetadataReader();
        return [.. metadata.MemberReferences.Select(handle => MetadataTokens.GetToken(handle))];
    }
}
