using System.Text.Json.Nodes;

namespace Kale.Bundles.Tests.Manifests;

public sealed class BundleManifestTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Fact]
    public void Id_AnyFieldOfTheContentChanged_Changes()
    {
        var json = JsonNode.Parse(WrittenBundles.Write(_directory.Path).Manifest.ToJson())!.AsObject();
        var id = json["id"]!.GetValue<string>();
        var leaves = Leaves(json, []).Where(path => !IsDescription(path)).ToList();
        var ids = leaves.Select(path => ManifestFile.IdOf(Changed(json, path))).ToList();

        Assert.Contains(leaves, path => path.SequenceEqual(["files", "model.safetensors", "sha256"]));
        Assert.Equal(id, ManifestFile.IdOf(json));
        Assert.DoesNotContain(id, ids);
        Assert.Equal(ids.Count, ids.Distinct().Count());
    }

    [Fact]
    public void Id_AnyFieldOfTheDescriptionChanged_StaysTheSameAndTheSealChanges()
    {
        var json = JsonNode.Parse(WrittenBundles.Write(_directory.Path).Manifest.ToJson())!.AsObject();
        var leaves = Leaves(json, []).Where(path => IsDescription(path) && path[0] is not ("id" or "seal")).ToList();

        Assert.Contains(leaves, path => path.SequenceEqual(["provenance", "quality", "scifact/ndcg@10"]));
        Assert.Contains(leaves, path => path.SequenceEqual(["provenance", "created"]));
        Assert.Equal(json["seal"]!.GetValue<string>(), ManifestFile.SealOf(json));
        Assert.All(leaves, path =>
        {
            Assert.Equal(json["id"]!.GetValue<string>(), ManifestFile.IdOf(Changed(json, path)));
            Assert.NotEqual(json["seal"]!.GetValue<string>(), ManifestFile.SealOf(Changed(json, path)));
        });
    }

    [Fact]
    public void Id_OfTheFirstFormat_IsOverTheDescriptionToo()
    {
        var json = JsonNode.Parse(WrittenBundles.Write(_directory.Path).Manifest.ToJson())!.AsObject();
        json["format_version"] = 1;

        Assert.NotEqual(ManifestFile.IdOf(json), ManifestFile.IdOf(Changed(json, ["provenance", "created"])));
    }

    [Fact]
    public void Id_UnknownFieldAdded_Changes()
    {
        var json = JsonNode.Parse(WrittenBundles.Write(_directory.Path).Manifest.ToJson())!.AsObject();
        var id = ManifestFile.IdOf(json);
        json["further"] = 1;

        Assert.NotEqual(id, ManifestFile.IdOf(json));
    }

    [Fact]
    public void Id_KeysInAnotherOrder_StaysTheSame()
    {
        var json = JsonNode.Parse(WrittenBundles.Write(_directory.Path).Manifest.ToJson())!.AsObject();
        var turned = new JsonObject(
            json.Reverse().Select(member => KeyValuePair.Create(member.Key, member.Value?.DeepClone())));

        Assert.Equal(ManifestFile.IdOf(json), ManifestFile.IdOf(turned));
    }

    [Fact]
    public void Id_Form_IsBundleAndThirtyTwoHexDigits() =>
        Assert.Matches("^bundle-[0-9a-f]{32}$", WrittenBundles.Write(_directory.Path).Id);

    [Fact]
    public void ToJson_Keys_AreSnakeCaseAndEnumsKebabCase()
    {
        var json = JsonNode.Parse(WrittenBundles.Write(_directory.Path).Manifest.ToJson())!;

        Assert.Equal(2, json["format_version"]!.GetValue<int>());
        Assert.Matches("^[0-9a-f]{64}$", json["seal"]!.GetValue<string>());
        Assert.Equal("dual-encoder", json["kind"]!.GetValue<string>());
        Assert.Equal("""["query","context"]""", json["roles"]!.ToJsonString());
        Assert.Equal("mean", json["pooling"]!.GetValue<string>());
        Assert.Equal("cosine", json["metric"]!.GetValue<string>());
        Assert.Equal("""{"query":"query: ","document":"passage: "}""", json["prompts"]!.ToJsonString());
        Assert.Equal("""[0,1]""", json["layers_kept"]!.ToJsonString());
        Assert.StartsWith("space-", json["space_id"]!.GetValue<string>());
        Assert.Equal(64, json["files"]!["1_Pooling/config.json"]!["sha256"]!.GetValue<string>().Length);
    }

    private static bool IsDescription(string[] path) => path[0] is "id" or "seal" or "name" or "provenance";

    private static IEnumerable<string[]> Leaves(JsonNode? node, string[] path) => node switch
    {
        JsonObject o => o.SelectMany(member => Leaves(member.Value, [.. path, member.Key])),
        JsonArray a when a.Count > 0 => a.SelectMany((item, i) => Leaves(item, [.. path, $"{i}"])),
        _ => [path],
    };

    private static JsonObject Changed(JsonObject json, string[] path)
    {
        var copy = json.DeepClone().AsObject();
        JsonNode parent = copy;
        foreach (var step in path[..^1])
        {
            parent = parent is JsonArray list ? list[int.Parse(step)]! : parent[step]!;
        }

        var changed = JsonValue.Create($"changed {string.Join('.', path)}");
        if (parent is JsonArray array)
        {
            array[int.Parse(path[^1])] = changed;
        }
        else
        {
            parent[path[^1]] = changed;
        }

        return copy;
    }
}
