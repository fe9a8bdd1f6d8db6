using System.Runtime.InteropServices;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Kale.Bundles;

/// <summary>Writes float32 tensors in the order of their names, so that equal weights make equal files.</summary>
internal static class SafeTensorsWriter
{
    public static void Write(Stream stream, TensorSet tensors)
    {
        var ordered = tensors.Tensors.OrderBy(t => t.Name, StringComparer.Ordinal).ToList();
        var header = Header(ordered);
        stream.Write(BitConverter.GetBytes((ulong)header.Length));
        stream.Write(header);
        foreach (var tensor in ordered)
        {
            stream.Write(MemoryMarshal.AsBytes(tensor.Data.AsSpan()));
        }
    }

    private static byte[] Header(List<Tensor> tensors)
    {
        // transformers refuses files whose metadata does not name the framework.
        var json = new JsonObject { ["__metadata__"] = new JsonObject { ["format"] = "pt" } };
        var offset = 0L;
        foreach (var tensor in tensors)
        {
            var end = offset + (4L * tensor.Count);
            json[tensor.Name] = new JsonObject
            {
                ["dtype"] = "F32",
                ["shape"] = new JsonArray([.. tensor.Shape.Select(size => JsonValue.Create(size))]),
                ["data_offsets"] = new JsonArray(offset, end),
            };
            offset = end;
        }

        return Aligned(JsonSerializer.SerializeToUtf8Bytes(json));
    }

    // Blanks at the end of the header let the data begin at a multiple of 8, as the format recommends.
    private static byte[] Aligned(byte[] json)
    {
        var padded = new byte[(json.Length + 7) / 8 * 8];
        padded.AsSpan().Fill((byte)' ');
        json.CopyTo(padded, 0);
        return padded;
    }
}
