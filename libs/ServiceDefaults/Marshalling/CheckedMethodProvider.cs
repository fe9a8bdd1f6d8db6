using System.Reflection;
using Grpc.AspNetCore.Server.Model;
using Grpc.Core;

namespace Kale.ServiceDefaults.Marshalling;

/// <summary>
/// Finds the methods of a service as Grpc.AspNetCore's own provider does, but with marshallers that answer bytes which
/// are no message by INVALID_ARGUMENT: a unary request is read before any interceptor could.
/// </summary>
internal sealed class CheckedMethodProvider<TService> : IServiceMethodProvider<TService>
    where TService : class
{
    public void OnServiceMethodDiscovery(ServiceMethodProviderContext<TService> context)
    {
        for (var type = typeof(TService); type is not null; type = type.BaseType)
        {
            if (type.GetCustomAttribute<BindServiceMethodAttribute>(inherit: false) is { } binding)
            {
                Bind(binding, type, new CheckedBinder<TService>(context));
                return;
            }
        }

        throw new InvalidOperationException($"{typeof(TService)} does not derive from a generated service base.");
    }

    private static void Bind(BindServiceMethodAttribute binding, Type serviceBase, ServiceBinderBase binder)
    {
        var bind = binding.BindType.GetMethod(binding.BindMethodName, [typeof(ServiceBinderBase), serviceBase])
            ?? throw new InvalidOperationException(
                $"{binding.BindType} has no {binding.BindMethodName}. This is a bug.");
        bind.Invoke(null, BindingFlags.DoNotWrapExceptions, null, [binder, null], null);
    }
}
