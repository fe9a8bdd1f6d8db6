namespace TorchSharp;

public static partial class torch
{
    /// <summary>Opens a scope that disposes of the tensors made in it; see <see cref="DisposeScope"/>.</summary>
    public static DisposeScope NewDisposeScope() => DisposeScopeManager.ThreadSingleton.NewDisposeScope();
}
