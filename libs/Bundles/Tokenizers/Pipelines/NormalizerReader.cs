using System.Text;
using System.Text.Json.Nodes;

namespace Kale.Bundles;

/// <summary>normalizer of tokenizer.json → steps, in order.</summary>
internal static class NormalizerReader
{
    public static IReadOnlyList<NormalizerStep> Read(JsonFile file) =>
        file.Has("normalizer") ? [.. Steps(JsonFile.Of($"{file.Path} (normalizer)", file.Root["normalizer"]))] : [];

    private static IEnumerable<NormalizerStep> Steps(JsonFile component)
    {
        var (type, step) =
            PipelineSettings.Known(component, component.Get<string>("type"), PipelineSettings.Normalizers);
        return type == "Sequence"
            ? step.Get<JsonArray>("normalizers").SelectMany(part => Steps(JsonFile.Of(component.Path, part)))
            : [Step(type, step)];
    }

    private static NormalizerStep Step(string type, JsonFile step) => type switch
    {
        "BertNormalizer" => Bert(step),
        "NFC" => new UnicodeFormStep(NormalizationForm.FormC),
        "NFD" => new UnicodeFormStep(NormalizationForm.FormD),
        "NFKC" => new UnicodeFormStep(NormalizationForm.FormKC),
        "NFKD" => new UnicodeFormStep(NormalizationForm.FormKD),
        "Lowercase" => new LowercaseStep(),
        "Replace" => new ReplaceStep(PatternReader.Read(step), WellFormed.Required(step, "content")),
        "Strip" => new StripStep(step.Get<bool>("strip_left"), step.Get<bool>("strip_right")),
        "Prepend" => new PrependStep(WellFormed.Required(step, "prepend")),
        "Precompiled" => new PrecompiledStep(CharsMap.Read(step, "precompiled_charsmap")),
        _ => throw new InvalidOperationException($"{type} is in the table and has no step. This is a bug."),
    };

    private static BertNormalizerStep Bert(JsonFile step)
    {
        var lower = step.Get("lowercase", true);
        return new BertNormalizerStep(
            step.Get("clean_text", true),
            step.Get("handle_chinese_chars", true),
            step.TryGet<bool>("strip_accents", out var strip) ? strip : lower,
            lower);
    }
}
