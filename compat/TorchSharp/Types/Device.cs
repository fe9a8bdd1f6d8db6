namespace TorchSharp;

public static partial class torch
{
    /// <summary>A kind of device and which one of them: <c>cpu</c>, <c>cuda</c>, <c>cuda:1</c>.</summary>
    public class Device
    {
        public Device(DeviceType deviceType, int index = -1) => (type, this.index) = (deviceType, index);

        public Device(string deviceType, int index = -1) : this(Parse(deviceType), index) { }

        public Device(int index) : this(DeviceType.CUDA, index) { }

        public Device(string description)
        {
            var parts = description.Split(':');
            type = Parse(parts[0]);
            index = parts.Length > 1 ? int.Parse(parts[1]) : -1;
        }

        public DeviceType type { get; }

        public int index { get; }

        public override string ToString()
        {
            var name = type.ToString().ToLowerInvariant();
            return type == DeviceType.CPU || index == -1 ? name : $"{name}:{index}";
        }

        public static implicit operator Device(string description) => new(description);

        private static DeviceType Parse(string name) => Enum.Parse<DeviceType>(name, ignoreCase: true);
    }

    public static readonly Device CPU = new(DeviceType.CPU);

    public static Device CUDA => device(DeviceType.CUDA);

    public static Device device(string description) => Known(new Device(description));

    public static Device device(string deviceType, int index = -1) => Known(new Device(deviceType, index));

    public static Device device(DeviceType deviceType, int index = -1) => Known(new Device(deviceType, index));

    public static Device device(int index) => Known(new Device(index));

    private static Device Known(Device device) => device.type != DeviceType.CUDA || cuda.is_available()
        ? device
        : throw new InvalidOperationException("CUDA is not available: this libtorch is a CPU build or finds no GPU.");
}
