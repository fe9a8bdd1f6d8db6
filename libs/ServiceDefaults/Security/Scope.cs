namespace Kale.ServiceDefaults.Security;

/// <summary>What a caller may do; <see cref="RpcScopes"/> says which of them each RPC asks for.</summary>
public enum Scope
{
    /// <summary>Search collections.</summary>
    Search,

    /// <summary>Vectors of texts, and scores of a cross encoder.</summary>
    Encode,

    /// <summary>Write and remove documents and builds.</summary>
    Index,

    /// <summary>Jobs.</summary>
    Train,

    /// <summary>What others are served with: spaces, bundles, routes and their releases.</summary>
    Operate,
}
