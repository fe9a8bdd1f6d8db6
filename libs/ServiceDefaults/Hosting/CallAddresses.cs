namespace Kale.ServiceDefaults.Hosting;

/// <summary>Where calls come to, but for <see cref="SideListener"/>s.</summary>
internal sealed record CallAddresses(IReadOnlyList<string> Urls);
