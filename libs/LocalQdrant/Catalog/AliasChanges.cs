using Qdrant.Client.Grpc;
using static Qdrant.Client.Grpc.AliasOperations;

namespace Kale.LocalQdrant.Catalog;

/// <summary>The alias actions of one call: all of them, in order, or none.</summary>
internal static class AliasChanges
{
    public static CatalogState Apply(CatalogState state, IEnumerable<AliasOperations> actions) =>
        actions.Aggregate(state, Apply);

    private static CatalogState Apply(CatalogState state, AliasOperations action) => action.ActionCase switch
    {
        ActionOneofCase.CreateAlias => Create(state, action.CreateAlias),
        ActionOneofCase.RenameAlias => Rename(state, action.RenameAlias),
        ActionOneofCase.DeleteAlias => Delete(state, action.DeleteAlias.AliasName),
        _ => throw LocalQdrantException.Invalid("an alias action is empty: create, rename or delete an alias"),
    };

    private static CatalogState Create(CatalogState state, CreateAlias action)
    {
        if (!state.Collections.ContainsKey(action.CollectionName))
            throw LocalQdrantException.NotFound($"Collection `{action.CollectionName}` doesn't exist!");
        return Point(state, action.AliasName, action.CollectionName);
    }

    private static CatalogState Rename(CatalogState state, RenameAlias action)
    {
        var target = Target(state, action.OldAliasName);
        return Point(Delete(state, action.OldAliasName), action.NewAliasName, target);
    }

    // Deleting what is not there is fine, as in Qdrant: the first switch of an alias needs no case of its own.
    private static CatalogState Delete(CatalogState state, string alias) =>
        state with { Aliases = state.Aliases.Remove(alias) };

    private static CatalogState Point(CatalogState state, string alias, string collection)
    {
        Names.Validate(alias, "alias");
        if (state.Collections.ContainsKey(alias))
            throw new LocalQdrantException(LocalQdrantError.AlreadyExists,
                $"The alias `{alias}` cannot be made: a collection has that name");
        return state with { Aliases = state.Aliases.SetItem(alias, collection) };
    }

    private static string Target(CatalogState state, string alias) =>
        state.Aliases.GetValueOrDefault(alias)
        ?? throw LocalQdrantException.NotFound($"Alias `{alias}` doesn't exist!");
}
