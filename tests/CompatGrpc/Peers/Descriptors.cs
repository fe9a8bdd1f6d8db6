using Google.Protobuf;
using Google.Protobuf.Reflection;
using Google.Rpc;
using Kale.CompatGrpc.Tests.Interop.V1;

namespace Kale.CompatGrpc.Tests.Peers;

/// <summary>The contract for the peers, which generate nothing: a FileDescriptorSet in base64.</summary>
internal static class Descriptors
{
    public static string Base64 { get; } = Convert.ToBase64String(Set().ToByteArray());

    private static FileDescriptorSet Set()
    {
        FileDescriptor[] roots =
            [InteropReflection.Descriptor, StatusReflection.Descriptor, ErrorDetailsReflection.Descriptor];
        var files = new List<FileDescriptor>();
        foreach (var file in roots)
        {
            AddWithDependencies(file, files);
        }

        return new FileDescriptorSet { File = { files.Select(file => file.ToProto()) } };
    }

    private static void AddWithDependencies(FileDescriptor file, List<FileDescriptor> files)
    {
        foreach (var dependency in file.Dependencies)
        {
            AddWithDependencies(dependency, files);
        }

        if (!files.Contains(file))
        {
            files.Add(file);
        }
    }
}
