namespace TorchSharp;

/// <summary>The scopes of one thread, innermost first.</summary>
internal sealed class DisposeScopeManager
{
    [ThreadStatic] private static DisposeScopeManager? t_instance;

    public static DisposeScopeManager ThreadSingleton => t_instance ??= new DisposeScopeManager();

    public DisposeScope? Current { get; private set; }

    public DisposeScope NewDisposeScope() => Current = new DisposeScope(this);

    /// <summary>A scope disposed of before an inner one leaves the inner one in place.</summary>
    public void Remove(DisposeScope scope)
    {
        if (Current == scope)
        {
            Current = scope.OuterScope;
            return;
        }
        for (var inner = Current; inner is not null; inner = inner.OuterScope)
            if (inner.OuterScope == scope)
                inner.OuterScope = scope.OuterScope;
    }
}
