namespace Kale.Bundles;

/// <summary>Adds the place to what went wrong in parts that do not know it.</summary>
internal static class Located
{
    public static T At<T>(string path, Func<T> make)
    {
        try
        {
            return make();
        }
        catch (BundleException e) when (!e.Message.Contains(path, StringComparison.Ordinal))
        {
            throw new BundleException(e.Code, $"{path}: {e.Message}", e);
        }
    }
}
