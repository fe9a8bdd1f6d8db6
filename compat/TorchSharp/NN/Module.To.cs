using static TorchSharp.torch;

namespace TorchSharp
{
    public static partial class torch
    {
        public static partial class nn
        {
            public partial class Module
            {
                public Module _to(Tensor other, bool non_blocking) => _to(other.device, other.dtype, non_blocking);

                // The parameter objects stay, so optimizers and fields that hold them see the move.
                internal virtual Module _to(Device? device, ScalarType? dtype, bool non_blocking)
                {
                    if (dtype is { } type && !is_floating_point(type))
                        throw new ArgumentException(
                            $"nn.Module.to only accepts floating point types, but got desired dtype={type}");
                    using var scope = NewDisposeScope();
                    using var mode = no_grad();
                    foreach (var parameter in parameters())
                        Move(parameter, device, dtype, non_blocking);
                    foreach (var buffer in buffers())
                        Move(buffer, device, dtype, non_blocking);
                    return this;
                }

                private static void Move(Tensor tensor, Device? device, ScalarType? dtype, bool non_blocking)
                {
                    var type = tensor.is_floating_point() ? dtype ?? tensor.dtype : tensor.dtype;
                    var target = device ?? tensor.device;
                    if (type == tensor.dtype && target.ToString() == tensor.device.ToString())
                        return;
                    var (grad, requires_grad) = (tensor.grad, tensor.requires_grad);
                    var moved = tensor.detach().to(type, target, non_blocking: non_blocking);
                    moved.requires_grad = requires_grad;
                    moved.grad = grad?.to(type, target, non_blocking: non_blocking);
                    tensor.ReplaceHandle(moved);
                }
            }
        }
    }

    public static class ModuleExtensionMethods
    {
        public static T to<T>(this T module, ScalarType type, bool non_blocking = false) where T : nn.Module =>
            (T)module._to(null, type, non_blocking);

        public static T to<T>(this T module, Device device, ScalarType type, bool non_blocking = false)
            where T : nn.Module => (T)module._to(device, type, non_blocking);

        public static T to<T>(this T module, DeviceType deviceType, int deviceIndex = -1, bool non_blocking = false)
            where T : nn.Module => (T)module._to(device(deviceType, deviceIndex), null, non_blocking);

        public static T to<T>(this T module, Device device, bool non_blocking = false) where T : nn.Module =>
            (T)module._to(device, null, non_blocking);

        public static T to<T>(this T module, string device, bool non_blocking = false) where T : nn.Module =>
            (T)module._to(torch.device(device), null, non_blocking);

        public static T to<T>(this T module, Tensor other, bool non_blocking = false) where T : nn.Module =>
            (T)module._to(other, non_blocking);

        public static T cpu<T>(this T module, bool non_blocking = false) where T : nn.Module =>
            (T)module._to(CPU, null, non_blocking);

        public static T cuda<T>(this T module, int deviceIndex = -1, bool non_blocking = false) where T : nn.Module =>
            (T)module._to(device(DeviceType.CUDA, deviceIndex), null, non_blocking);
    }
}
