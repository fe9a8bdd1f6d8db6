namespace Kale.Bundles;

/// <summary>One tensor of a safetensors file: where its bytes lie, counted from the end of the header.</summary>
internal sealed record SafeTensorsEntry(string Name, string Type, int[] Shape, long Begin, long End)
{
    public static int SizeOf(string type) => type switch
    {
        "F64" or "I64" or "U64" or "C64" => 8,
        "F32" or "I32" or "U32" => 4,
        "F16" or "BF16" or "I16" or "U16" => 2,
        "I8" or "U8" or "BOOL" or "F8_E4M3" or "F8_E5M2" or "F8_E8M0" => 1,
        _ => 0,
    };
}
