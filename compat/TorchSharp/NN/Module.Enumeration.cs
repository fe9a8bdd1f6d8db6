using TorchSharp.Modules;

namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        public partial class Module
        {
            public virtual IEnumerable<(string name, Module module)> named_children() =>
                _submodules.Select(child => (child.Key, child.Value));

            public virtual IEnumerable<Module> children() => named_children().Select(child => child.module);

            /// <summary>The submodules and theirs, by dotted names; not this module itself.</summary>
            public virtual IEnumerable<(string name, Module module)> named_modules() =>
                named_children().Concat(
                    named_children().SelectMany(child => Prefixed(child.name, child.module.named_modules())));

            public virtual IEnumerable<Module> modules() => named_modules().Select(item => item.module);

            /// <summary>Each parameter once, under the first name it is found by.</summary>
            public virtual IEnumerable<(string name, Parameter parameter)> named_parameters(bool recurse = true)
            {
                var own = _parameters.Select(item => (item.Key, item.Value));
                var all = recurse
                    ? own.Concat(named_children().SelectMany(
                        child => Prefixed(child.name, child.module.named_parameters())))
                    : own;
                return all.DistinctBy(item => item.Item2, ReferenceEqualityComparer.Instance);
            }

            public virtual IEnumerable<Parameter> parameters(bool recurse = true) =>
                named_parameters(recurse).Select(item => item.parameter);

            public virtual IEnumerable<(string name, Tensor buffer)> named_buffers(bool recurse = true,
                bool include_nonpersistent = true)
            {
                var own = _buffers.Where(item => include_nonpersistent || item.Value.persistent)
                    .Select(item => (item.Key, item.Value.tensor));
                return recurse
                    ? own.Concat(named_children().SelectMany(
                        child => Prefixed(child.name, child.module.named_buffers(true, include_nonpersistent))))
                    : own;
            }

            public virtual IEnumerable<Tensor> buffers(bool recurse = true, bool include_nonpersistent = true) =>
                named_buffers(recurse, include_nonpersistent).Select(item => item.buffer);

            private static IEnumerable<(string, T)> Prefixed<T>(
                string prefix, IEnumerable<(string name, T item)> items) =>
                items.Select(item => ($"{prefix}.{item.name}", item.item));
        }
    }
}
