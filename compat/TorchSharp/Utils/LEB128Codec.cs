namespace TorchSharp.Utils;

/// <summary>The variable-length integers of upstream's files: seven bits a byte, the lowest first.</summary>
internal static class LEB128Codec
{
    public static void Encode(this BinaryWriter writer, long value) => writer.Write7BitEncodedInt64(value);

    public static long Decode(this BinaryReader reader) => reader.Read7BitEncodedInt64();
}
