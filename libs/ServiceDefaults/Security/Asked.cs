namespace Kale.ServiceDefaults.Security;

/// <summary>What a call's credentials say.</summary>
/// <param name="Caller">Who it is; null: nobody.</param>
/// <param name="Why">Why nobody, in words for the caller; null: it showed nothing that is known.</param>
internal readonly record struct Asked(Caller? Caller, string? Why = null);
