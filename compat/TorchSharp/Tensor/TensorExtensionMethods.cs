using TorchSharp.Modules;
using TorchSharp.Utils;
using static TorchSharp.torch;

namespace TorchSharp;

public static class TensorExtensionMethods
{
    public static Parameter AsParameter(this Tensor tensor) => new(tensor);

    /// <summary>Writes type, shape and elements in upstream's format.</summary>
    public static void Save(this Tensor tensor, BinaryWriter writer)
    {
        using var scope = NewDisposeScope();
        var plain = tensor.detach().cpu().contiguous();
        writer.Encode((long)plain.dtype);
        writer.Encode(plain.ndim);
        foreach (var size in plain.shape)
            writer.Encode(size);
        writer.Write(plain.Memory());
    }

    public static void Save(this Tensor tensor, Stream stream)
    {
        using var writer = new BinaryWriter(stream);
        tensor.Save(writer);
    }

    public static void Save(this Tensor tensor, string location) => tensor.Save(File.Create(location));

    /// <summary>Reads into a tensor of the same type and shape.</summary>
    /// <exception cref="ArgumentException">The file holds another type or shape.</exception>
    public static void Load(this Tensor tensor, BinaryReader reader, bool skip = false)
    {
        using var scope = NewDisposeScope();
        using var mode = no_grad();
        var loaded = Load(reader);
        if (skip)
            return;
        if (loaded.dtype != tensor.dtype)
            throw new ArgumentException(
                $"Mismatched tensor data types while loading: {loaded.dtype} for {tensor.dtype}.");
        if (!loaded.shape.AsSpan().SequenceEqual(tensor.shape))
            throw new ArgumentException($"Mismatched tensor shape while loading: {loaded} for {tensor}.");
        tensor.copy_(loaded);
    }

    public static Tensor Load(BinaryReader reader, bool skip = false)
    {
        var dtype = (ScalarType)reader.Decode();
        var shape = new long[reader.Decode()];
        for (var i = 0; i < shape.Length; i++)
            shape[i] = reader.Decode();
        var tensor = empty(shape, dtype);
        reader.BaseStream.ReadExactly(tensor.Memory());
        return tensor;
    }

    public static float ToSingle(this Tensor value) => (float)value.ToDouble();
    public static double ToDouble(this Tensor value) => value.As<double>(ScalarType.Float64);
    public static sbyte ToSByte(this Tensor value) => (sbyte)value.ToInt64();
    public static byte ToByte(this Tensor value) => (byte)value.ToInt64();
    public static short ToInt16(this Tensor value) => (short)value.ToInt64();
    public static int ToInt32(this Tensor value) => (int)value.ToInt64();
    public static long ToInt64(this Tensor value) => value.As<long>(ScalarType.Int64);
    public static bool ToBoolean(this Tensor value) => value.As<bool>(ScalarType.Bool);

    public static Scalar ToScalar(this Tensor value) => value.dtype switch
    {
        ScalarType.Bool => value.ToBoolean(),
        var type when torch.is_floating_point(type) => value.ToDouble(),
        _ => value.ToInt64(),
    };

    private static T As<T>(this Tensor value, ScalarType type) where T : unmanaged
    {
        using var scope = NewDisposeScope();
        return value.detach().to(type, CPU).item<T>();
    }
}
