using System.Text.Json.Nodes;

namespace Kale.Bundles;

/// <summary>
/// Reads and checks the JSON at the head of a safetensors file. As the format asks, the tensors must lie one after
/// the other without gap or overlap and fill the file exactly.
/// </summary>
internal static class SafeTensorsHeader
{
    public static List<SafeTensorsEntry> Parse(string path, ReadOnlySpan<byte> json, long dataLength)
    {
        var entries = JsonFile.Parse(path, json).Root
            .Where(member => member.Key != "__metadata__")
            .Select(member => ParseEntry(path, member.Key, member.Value))
            .OrderBy(entry => entry.Begin).ThenBy(entry => entry.End)
            .ToList();
        CheckLayout(path, entries, dataLength);
        return entries;
    }

    private static SafeTensorsEntry ParseEntry(string path, string name, JsonNode? node)
    {
        try
        {
            var offsets = node!["data_offsets"]!.AsArray();
            var shape = node["shape"]!.AsArray().Select(size => size!.GetValue<int>()).ToArray();
            var (begin, end) = (offsets[0]!.GetValue<long>(), offsets[1]!.GetValue<long>());
            var entry = new SafeTensorsEntry(name, node["dtype"]!.GetValue<string>(), shape, begin, end);
            return offsets.Count == 2 && shape.All(size => size >= 0) ? entry : throw Malformed(path, name, null);
        }
        catch (Exception e) when (e is NullReferenceException or InvalidOperationException or FormatException
            or ArgumentOutOfRangeException or OverflowException)
        {
            throw Malformed(path, name, e);
        }
    }

    private static BundleException Malformed(string path, string name, Exception? inner) => new(
        BundleError.Corrupt, $"{path}: the header's entry for tensor '{name}' is malformed; get the file anew.", inner);

    private static void CheckLayout(string path, List<SafeTensorsEntry> entries, long dataLength)
    {
        var end = 0L;
        foreach (var entry in entries)
        {
            if (entry.Begin != end || entry.End < entry.Begin)
            {
                throw Corrupt(path, $"tensor '{entry.Name}' lies at {entry.Begin} to {entry.End}, "
                    + $"but must begin at {end}");
            }

            if (entry.End > dataLength)
            {
                throw Corrupt(path, $"the file ends within tensor '{entry.Name}': "
                    + $"{entry.End - dataLength} bytes are missing");
            }

            CheckSize(path, entry);
            end = entry.End;
        }

        if (end != dataLength)
        {
            throw Corrupt(path, $"{dataLength - end} bytes after the last tensor belong to none");
        }
    }

    private static void CheckSize(string path, SafeTensorsEntry entry)
    {
        var size = SafeTensorsEntry.SizeOf(entry.Type);
        var bytes = size * Tensor.CountOf(entry.Shape);
        if (size != 0 && bytes != entry.End - entry.Begin)
        {
            throw Corrupt(
                path,
                $"tensor '{entry.Name}' of {entry.Type} {Tensor.Format(entry.Shape)} needs {bytes} bytes but has "
                    + $"{entry.End - entry.Begin}");
        }
    }

    private static BundleException Corrupt(string path, string what) =>
        new(BundleError.Corrupt, $"{path}: {what}. The file is damaged or incomplete; get it anew.");
}
