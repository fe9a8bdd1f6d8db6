using TorchSharp.Utils;

namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        public partial class Module
        {
            /// <summary>
            /// Parameters and persistent buffers by dotted names: the tensors themselves, not copies.
            /// </summary>
            public virtual Dictionary<string, Tensor> state_dict(Dictionary<string, Tensor>? destination = null,
                string? prefix = null)
            {
                destination ??= [];
                var stem = string.IsNullOrEmpty(prefix) ? "" : $"{prefix}.";
                foreach (var (name, parameter) in named_parameters())
                    destination.TryAdd(stem + name, parameter);
                foreach (var (name, buffer) in named_buffers(include_nonpersistent: false))
                    destination.TryAdd(stem + name, buffer);
                return destination;
            }

            /// <summary>Copies the tensors of <paramref name="source"/> into this module's.</summary>
            /// <exception cref="InvalidOperationException">Strict, and a name is in only one of the two.</exception>
            public virtual (IList<string> missing_keys, IList<string> unexpected_keyes) load_state_dict(
                Dictionary<string, Tensor> source, bool strict = true, IList<string>? skip = null)
            {
                var own = state_dict();
                List<string> missing = [.. own.Keys.Except(source.Keys).Except(skip ?? [])];
                List<string> unexpected = [.. source.Keys.Except(own.Keys).Except(skip ?? [])];
                if (strict && missing.Count + unexpected.Count > 0)
                    throw new InvalidOperationException(
                        "The loaded state_dict is not identical to the target dictionary."
                        + $" Missing: [{string.Join(", ", missing)}]; unexpected: [{string.Join(", ", unexpected)}].");
                using var mode = no_grad();
                foreach (var name in own.Keys.Intersect(source.Keys).Except(skip ?? []))
                    own[name].copy_(source[name]);
                return (missing, unexpected);
            }

            public Module save(string location, IList<string>? skip = null)
            {
                using var stream = File.Create(location);
                return save(stream, skip);
            }

            public Module save(Stream stream, IList<string>? skip = null)
            {
                using var writer = new BinaryWriter(stream);
                return save(writer, skip);
            }

            /// <summary>
            /// Writes the state in upstream's format: a count, then each name, type, shape and elements.
            /// </summary>
            public Module save(BinaryWriter writer, IList<string>? skip = null)
            {
                var entries = state_dict().Where(entry => skip is null || !skip.Contains(entry.Key)).ToList();
                writer.Encode(entries.Count);
                foreach (var (name, tensor) in entries)
                {
                    writer.Write(name);
                    tensor.Save(writer);
                }
                return this;
            }

            public virtual Module load(string location, bool strict = true, IList<string>? skip = null,
                Dictionary<string, bool>? loadedParameters = null)
            {
                using var stream = File.OpenRead(location);
                return load(stream, strict, skip, loadedParameters);
            }

            public Module load(Stream stream, bool strict = true, IList<string>? skip = null,
                Dictionary<string, bool>? loadedParameters = null)
            {
                using var reader = new BinaryReader(stream);
                return load(reader, strict, skip, loadedParameters);
            }

            /// <exception cref="ArgumentException">Strict, and the file holds other names than this module.</exception>
            public virtual Module load(BinaryReader reader, bool strict = true, IList<string>? skip = null,
                Dictionary<string, bool>? loadedParameters = null)
            {
                var own = state_dict();
                var entries = reader.Decode();
                if (strict && entries != own.Count)
                    throw new ArgumentException(
                        $"Mismatched state_dict sizes: expected {own.Count}, but found {entries} entries.");
                for (var i = 0L; i < entries; i++)
                    LoadEntry(reader, own, strict, skip, loadedParameters);
                return this;
            }

            private static void LoadEntry(BinaryReader reader, Dictionary<string, Tensor> own, bool strict,
                IList<string>? skip, Dictionary<string, bool>? loadedParameters)
            {
                var name = reader.ReadString();
                var found = own.TryGetValue(name, out var tensor);
                if (!found && strict)
                    throw new ArgumentException(
                        $"Mismatched module state names: the target has no parameter or buffer named '{name}'");
                if (found && skip?.Contains(name) != true)
                    tensor!.Load(reader);
                else
                    TensorExtensionMethods.Load(reader).Dispose();
                loadedParameters?.Add(name, found);
            }
        }
    }
}
