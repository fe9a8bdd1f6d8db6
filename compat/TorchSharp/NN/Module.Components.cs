using System.Reflection;
using TorchSharp.Modules;

namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        public partial class Module
        {
            private readonly OrderedDictionary<string, Parameter> _parameters = [];
            private readonly OrderedDictionary<string, (Tensor tensor, bool persistent)> _buffers = [];
            private readonly OrderedDictionary<string, Module> _submodules = [];
            private bool _registered;

            /// <summary>
            /// Registers what the fields hold, under the fields' names, in the order of their declaration.
            /// </summary>
            protected virtual void RegisterComponents()
            {
                if (_registered)
                    return;
                _registered = true;
                foreach (var field in Fields())
                    if (!IsRegistered(field.Name))
                        Register(field.Name, field.GetValue(this));
            }

            public virtual void register_module(string name, Module submodule)
            {
                if (name.Length == 0 || name.Contains('.'))
                    throw new ArgumentException($"""module name can't be empty or contain ".", got: "{name}".""");
                submodule.RegisterComponents();
                if (!_submodules.TryAdd(name, submodule))
                    throw new InvalidOperationException($"Sub-module {name} is already registered.");
            }

            public void add_module(string name, Module module) => register_module(name, module);

            public virtual void register_parameter(string name, Parameter param)
            {
                ArgumentNullException.ThrowIfNull(param);
                if (!_parameters.TryAdd(name, (Parameter)param.DetachFromDisposeScope()))
                    throw new InvalidOperationException($"Parameter {name} is already registered.");
            }

            /// <summary>A buffer is no parameter; a persistent one is part of the state.</summary>
            public virtual void register_buffer(string name, Tensor tensor, bool persistent = true)
            {
                ArgumentNullException.ThrowIfNull(tensor);
                if (!_buffers.TryAdd(name, (tensor.DetachFromDisposeScope(), persistent)))
                    throw new InvalidOperationException($"Tensor {name} is already registered.");
            }

            protected void ConditionallyRegisterParameter(string name, Parameter? value)
            {
                if (_parameters.Remove(name, out var previous) && !ReferenceEquals(previous, value))
                    previous.Dispose();
                if (value is not null)
                    register_parameter(name, value);
            }

            private bool IsRegistered(string name) =>
                _submodules.ContainsKey(name) || _parameters.ContainsKey(name) || _buffers.ContainsKey(name);

            private void Register(string name, object? value)
            {
                if (value is Module module)
                    register_module(name, module);
                else if (value is Parameter parameter)
                    register_parameter(name, parameter);
                else if (value is Tensor tensor)
                    register_buffer(name, tensor);
            }

            // The class's own fields, then those of its bases down to Module, whose own hold the books.
            private IEnumerable<FieldInfo> Fields()
            {
                const BindingFlags own = BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic
                    | BindingFlags.DeclaredOnly;
                for (var type = GetType(); type != typeof(Module); type = type!.BaseType)
                    foreach (var field in type!.GetFields(own))
                        yield return field;
            }
        }
    }
}
