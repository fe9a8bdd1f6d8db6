using System.Buffers.Binary;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Kale.Bundles.Tests.Tensors;

/// <summary>Builds safetensors files from the format's description alone, also wrong ones.</summary>
internal static class SafeTensorsBytes
{
    public static byte[] Of(IEnumerable<Tensor> tensors, string type = "F32")
    {
        var (header, data) = (new JsonObject(), new List<byte>());
        foreach (var tensor in tensors)
        {
            var begin = data.Count;
            data.AddRange(tensor.Data.SelectMany(value => Encode(value, type)));
            header[tensor.Name] = Entry(type, tensor.Shape, begin, data.Count);
        }

        return Of(header.ToJsonString(), [.. data]);
    }

    public static byte[] Of(string header, byte[] data, long? headerLength = null)
    {
        var json = Encoding.UTF8.GetBytes(header);
        var bytes = new byte[8 + json.Length + data.Length];
        BinaryPrimitives.WriteInt64LittleEndian(bytes, headerLength ?? json.Length);
        json.CopyTo(bytes, 8);
        data.CopyTo(bytes, 8 + json.Length);
        return bytes;
    }

    public static JsonObject Entry(string type, int[] shape, long begin, long end) => new()
    {
        ["dtype"] = type,
        ["shape"] = JsonSerializer.SerializeToNode(shape),
        ["data_offsets"] = new JsonArray(begin, end),
    };

    public static byte[] Encode(float value, string type) => type switch
    {
        "F32" => BitConverter.GetBytes(value),
        "F16" => BitConverter.GetBytes((Half)value),
        "BF16" => BitConverter.GetBytes((ushort)(BitConverter.SingleToUInt32Bits(value) >> 16)),
        "F64" => BitConverter.GetBytes((double)value),
        "I64" => BitConverter.GetBytes((long)value),
        _ => throw new ArgumentOutOfRangeException(nameof(type)),
    };
}
