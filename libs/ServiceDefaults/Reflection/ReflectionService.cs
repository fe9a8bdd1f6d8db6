using Google.Protobuf.Reflection;
using Grpc.Core;
using Grpc.Reflection.V1;
using static Grpc.Reflection.V1.ServerReflectionRequest;

namespace Kale.ServiceDefaults.Reflection;

/// <summary>grpc.reflection.v1 over the contracts of the mapped services.</summary>
internal sealed class ReflectionService(DescriptorIndex index) : ServerReflection.ServerReflectionBase
{
    public override async Task ServerReflectionInfo(
        IAsyncStreamReader<ServerReflectionRequest> requestStream,
        IServerStreamWriter<ServerReflectionResponse> responseStream,
        ServerCallContext context)
    {
        while (await requestStream.MoveNext(context.CancellationToken))
            await responseStream.WriteAsync(Answer(requestStream.Current));
    }

    internal ServerReflectionResponse Answer(ServerReflectionRequest request)
    {
        var response = request.MessageRequestCase switch
        {
            MessageRequestOneofCase.FileByFilename =>
                Files(index.FileNamed(request.FileByFilename), request.FileByFilename),
            MessageRequestOneofCase.FileContainingSymbol =>
                Files(index.FileOf(request.FileContainingSymbol), request.FileContainingSymbol),
            MessageRequestOneofCase.FileContainingExtension => Extension(request.FileContainingExtension),
            MessageRequestOneofCase.AllExtensionNumbersOfType => Extensions(request.AllExtensionNumbersOfType),
            MessageRequestOneofCase.ListServices => Services(),
            _ => Error(StatusCode.InvalidArgument, "The request names none of the things that reflection can answer."),
        };
        response.ValidHost = request.Host;
        response.OriginalRequest = request;
        return response;
    }

    private ServerReflectionResponse Services()
    {
        var list = new ListServiceResponse();
        list.Service.AddRange(index.Services.Select(name => new ServiceResponse { Name = name }));
        return new ServerReflectionResponse { ListServicesResponse = list };
    }

    private ServerReflectionResponse Extension(ExtensionRequest request) => Files(
        index.FileOfExtension(request.ContainingType, request.ExtensionNumber),
        $"extension {request.ExtensionNumber} of {request.ContainingType}");

    private ServerReflectionResponse Extensions(string type)
    {
        if (index.ExtensionNumbersOf(type) is not { } numbers)
            return Error(StatusCode.NotFound, $"No message {type} here.");
        return new ServerReflectionResponse
        {
            AllExtensionNumbersResponse = new ExtensionNumberResponse
            {
                BaseTypeName = type,
                ExtensionNumber = { numbers },
            },
        };
    }

    private static ServerReflectionResponse Files(FileDescriptor? file, string asked)
    {
        if (file is null)
            return Error(StatusCode.NotFound, $"No {asked} here.");
        var files = new FileDescriptorResponse();
        files.FileDescriptorProto.AddRange(DescriptorIndex.WithImports(file).Select(one => one.SerializedData));
        return new ServerReflectionResponse { FileDescriptorResponse = files };
    }

    private static ServerReflectionResponse Error(StatusCode code, string message) =>
        new() { ErrorResponse = new ErrorResponse { ErrorCode = (int)code, ErrorMessage = message } };
}
