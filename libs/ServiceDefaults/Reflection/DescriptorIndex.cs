using Google.Protobuf.Reflection;
using Kale.ServiceDefaults.Hosting;

namespace Kale.ServiceDefaults.Reflection;

/// <summary>The contracts of the mapped services by file, symbol and extension.</summary>
internal sealed class DescriptorIndex
{
    private readonly Dictionary<string, FileDescriptor> _files = [];
    private readonly Dictionary<string, FileDescriptor> _symbols = [];
    private readonly Dictionary<string, SortedDictionary<int, FileDescriptor>> _extensions = [];

    public DescriptorIndex(MappedServices services)
        : this(services.Descriptors)
    {
    }

    internal DescriptorIndex(IReadOnlyList<ServiceDescriptor> services)
    {
        Services = [.. services.Select(service => service.FullName).Order(StringComparer.Ordinal)];
        foreach (var service in services)
            Add(service.File);
    }

    public IReadOnlyList<string> Services { get; }

    public FileDescriptor? FileNamed(string name) => _files.GetValueOrDefault(name);

    /// <summary>The file that declares a message, enum, service, method, field, enum value or extension.</summary>
    public FileDescriptor? FileOf(string symbol) => _symbols.GetValueOrDefault(symbol);

    public FileDescriptor? FileOfExtension(string type, int number) =>
        _extensions.GetValueOrDefault(type)?.GetValueOrDefault(number);

    /// <summary>The numbers by which a message is extended; null when no such message is known.</summary>
    public IReadOnlyCollection<int>? ExtensionNumbersOf(string type) =>
        _extensions.TryGetValue(type, out var found) ? found.Keys : _symbols.ContainsKey(type) ? [] : null;

    /// <summary>A file and all that it imports, itself first, each once.</summary>
    public static IReadOnlyList<FileDescriptor> WithImports(FileDescriptor file)
    {
        var found = new List<FileDescriptor> { file };
        for (var i = 0; i < found.Count; i++)
            found.AddRange(found[i].Dependencies.Where(dependency => !found.Contains(dependency)).ToList());
        return found;
    }

    private void Add(FileDescriptor file)
    {
        foreach (var one in WithImports(file))
        {
            if (_files.TryAdd(one.Name, one))
                AddSymbols(one);
        }
    }

    private void AddSymbols(FileDescriptor file)
    {
        foreach (var message in file.MessageTypes)
            AddMessage(message, file);
        foreach (var type in file.EnumTypes)
            AddEnum(type, file);
        foreach (var extension in file.Extensions.UnorderedExtensions)
            AddExtension(extension, file);
        foreach (var service in file.Services)
        {
            _symbols[service.FullName] = file;
            foreach (var method in service.Methods)
                _symbols[method.FullName] = file;
        }
    }

    private void AddMessage(MessageDescriptor message, FileDescriptor file)
    {
        _symbols[message.FullName] = file;
        foreach (var field in message.Fields.InDeclarationOrder())
            _symbols[field.FullName] = file;
        foreach (var oneof in message.Oneofs)
            _symbols[oneof.FullName] = file;
        foreach (var nested in message.NestedTypes)
            AddMessage(nested, file);
        foreach (var type in message.EnumTypes)
            AddEnum(type, file);
        foreach (var extension in message.Extensions.UnorderedExtensions)
            AddExtension(extension, file);
    }

    private void AddEnum(EnumDescriptor type, FileDescriptor file)
    {
        _symbols[type.FullName] = file;
        foreach (var value in type.Values)
            _symbols[value.FullName] = file;
    }

    private void AddExtension(FieldDescriptor extension, FileDescriptor file)
    {
        _symbols[extension.FullName] = file;
        var extended = extension.ExtendeeType.FullName;
        if (!_extensions.TryGetValue(extended, out var numbers))
            _extensions[extended] = numbers = [];
        numbers[extension.FieldNumber] = file;
    }
}
