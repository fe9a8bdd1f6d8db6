using System.Globalization;
using System.Reflection;

namespace Kale.CompatGrpc.Tests.Api;

/// <summary>Visible members as text; null for what no caller can see.</summary>
internal static class MemberText
{
    public static string? Of(MemberInfo member) => member switch
    {
        FieldInfo { IsPublic: true, IsSpecialName: false } field => Of(field),
        PropertyInfo property => Of(property),
        ConstructorInfo constructor when IsVisible(constructor) =>
            $"{Access(constructor)} new({Parameters(constructor)})",
        MethodInfo { IsSpecialName: false } method when IsVisible(method) => Of(method),
        _ => null,
    };

    private static string Of(FieldInfo field)
    {
        var kind = field.IsLiteral ? "const" : field.IsInitOnly ? "static readonly" : "field";
        var value = field.IsLiteral ? $" = {Literal(field.GetRawConstantValue())}" : "";
        return $"{kind} {TypeText.Of(field.FieldType, new NullabilityInfoContext().Create(field))} {field.Name}{value}";
    }

    private static string? Of(PropertyInfo property)
    {
        var accessors = property.GetAccessors(nonPublic: true).Where(IsVisible)
            .Select(a => $"{Access(a)}{Modifiers(a)} {a.Name.Split('_')[0]}").ToArray();
        var type = TypeText.Of(property.PropertyType, new NullabilityInfoContext().Create(property));
        return accessors.Length == 0 ? null : $"property {type} {property.Name} {{ {string.Join("; ", accessors)} }}";
    }

    private static string Of(MethodInfo method)
    {
        var type = TypeText.Of(method.ReturnType, new NullabilityInfoContext().Create(method.ReturnParameter));
        var generic = method.IsGenericMethod
            ? $"<{string.Join(", ", method.GetGenericArguments().Select(a => a.Name))}>"
            : "";
        return $"{Access(method)}{Modifiers(method)} {type} {method.Name}{generic}({Parameters(method)})"
            + TypeText.Constraints(method.GetGenericArguments());
    }

    private static bool IsVisible(MethodBase method) => method.IsPublic || method.IsFamily || method.IsFamilyOrAssembly;

    private static string Access(MethodBase method) => method.IsPublic ? "public" : "protected";

    private static string Modifiers(MethodBase method) => method switch
    {
        { IsStatic: true } => " static",
        { IsAbstract: true } => " abstract",
        { IsVirtual: true, IsFinal: false } => " virtual",
        _ => "",
    };

    private static string Parameters(MethodBase method) => string.Join(", ", method.GetParameters().Select(p =>
        (p.IsDefined(typeof(ParamArrayAttribute)) ? "params " : "")
        + TypeText.Of(p.ParameterType, new NullabilityInfoContext().Create(p)) + " " + p.Name
        + (p.HasDefaultValue ? $" = {Literal(p.DefaultValue)}" : "")));

    private static string Literal(object? value) => Convert.ToString(value, CultureInfo.InvariantCulture) ?? "null";
}
