using TorchSharp.Modules;
using static TorchSharp.torch;

namespace TorchSharp
{
    namespace Modules
    {
        /// <summary>Modules one after the other; what passes between them is disposed of.</summary>
        public sealed class Sequential : nn.Module<Tensor, Tensor>
        {
            private readonly List<nn.Module<Tensor, Tensor>> _modules = [];

            internal Sequential(IEnumerable<(string name, nn.Module<Tensor, Tensor> module)> modules)
                : base(nameof(Sequential))
            {
                foreach (var (name, module) in modules)
                    append(name, module);
            }

            public int Count => _modules.Count;

            public Sequential append(string name, nn.Module<Tensor, Tensor> module)
            {
                register_module(name, module);
                _modules.Add(module);
                return this;
            }

            public Sequential append(nn.Module<Tensor, Tensor> module) => append($"{_modules.Count}", module);

            public override Tensor forward(Tensor tensor)
            {
                using var scope = NewDisposeScope();
                var result = _modules.Count == 0 ? tensor.alias() : tensor;
                foreach (var module in _modules)
                    result = module.call(result);
                return result.MoveToOuterDisposeScope();
            }
        }
    }

    public static partial class torch
    {
        public static partial class nn
        {
            public static Sequential Sequential() => new([]);

            public static Sequential Sequential(params (string name, Module<Tensor, Tensor> submodule)[] modules) =>
                new(modules);

            public static Sequential Sequential(params Module<Tensor, Tensor>[] modules) =>
                Sequential((IEnumerable<Module<Tensor, Tensor>>)modules);

            public static Sequential Sequential(IEnumerable<(string name, Module<Tensor, Tensor> submodule)> modules) =>
                new(modules);

            public static Sequential Sequential(IEnumerable<Module<Tensor, Tensor>> modules) =>
                new(modules.Select((module, index) => ($"{index}", module)));
        }
    }
}
