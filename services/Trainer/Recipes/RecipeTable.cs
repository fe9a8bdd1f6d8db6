using Google.Protobuf.Reflection;
using Kale.ServiceDefaults.Errors;
using Kale.V1;

namespace Kale.Trainer.Recipes;

/// <summary>The recipes that this Trainer offers, by kind.</summary>
internal sealed class RecipeTable(IEnumerable<IRecipe> recipes)
{
    private readonly Dictionary<JobSpec.RecipeOneofCase, IRecipe> _recipes =
        recipes.ToDictionary(recipe => recipe.Kind);

    /// <summary>The recipe that a spec asks for.</summary>
    /// <exception cref="FailureException">
    /// UNIMPLEMENTED: this Trainer does not offer it; the message lists what it does.
    /// </exception>
    public IRecipe Of(JobSpec spec) => _recipes.TryGetValue(spec.RecipeCase, out var recipe)
        ? recipe
        : throw new FailureException(
            Reasons.Unimplemented, $"This Trainer does not offer {NameOf(spec.RecipeCase)}; it offers: {Offered}.");

    /// <summary>
    /// The names that a job will publish under; none where it is of a kind that is not offered any more.
    /// </summary>
    public IReadOnlyList<string> OutputNames(JobSpec spec) =>
        _recipes.GetValueOrDefault(spec.RecipeCase)?.OutputNames(spec) ?? [];

    /// <summary>The kinds on offer, as the contract names them.</summary>
    public string Offered => string.Join(", ", _recipes.Keys.Order().Select(NameOf));

    /// <summary>The kind as the contract names its field: <c>align_query_encoder</c>.</summary>
    public static string NameOf(JobSpec.RecipeOneofCase kind) =>
        Oneof.Fields.FirstOrDefault(field => field.FieldNumber == (int)kind)?.Name ?? "none";

    private static OneofDescriptor Oneof { get; } = JobSpec.Descriptor.Oneofs.Single(oneof => oneof.Name == "recipe");
}
