namespace Kale.Bundles;

/// <summary>Says in one message what could not be written, and why.</summary>
internal static class Writable
{
    public static void At(string directory, Action write) => At(directory, () =>
    {
        write();
        return true;
    });

    public static T At<T>(string directory, Func<T> write)
    {
        try
        {
            return write();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new BundleException(
                BundleError.NotWritable, $"{directory}: cannot be written: {e.Message} Make room or give access, "
                    + "and try again.", e);
        }
    }
}
