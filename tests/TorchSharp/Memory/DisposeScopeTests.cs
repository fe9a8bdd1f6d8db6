using TorchSharp;
using static TorchSharp.torch;

namespace Kale.TorchSharp.Tests.Memory;

public sealed class DisposeScopeTests
{
    [Fact]
    public void Dispose_OfAScope_DisposesOfWhatWasMadeInIt()
    {
        var outside = zeros(1);
        var scope = NewDisposeScope();
        var (made, derived) = (zeros(1), outside + 1);
        Assert.Equal(3, scope.DisposablesCount + 1);
        scope.Dispose();
        Assert.True(made.IsInvalid && derived.IsInvalid);
        Assert.False(outside.IsInvalid);
        outside.Dispose();
    }

    [Fact]
    public void MoveToOuter_InNestedScopes_LivesOneScopeLonger()
    {
        using var outer = NewDisposeScope();
        Tensor kept;
        using (NewDisposeScope())
            kept = zeros(1).MoveToOuterDisposeScope();
        Assert.False(kept.IsInvalid);
        Assert.True(outer.Contains(kept));
        outer.Dispose();
        Assert.True(kept.IsInvalid);
    }

    [Fact]
    public void MoveToOuter_WithoutAnOuterScope_LivesUntilDisposedOf()
    {
        Tensor kept;
        using (NewDisposeScope())
            kept = zeros(1).MoveToOuterDisposeScope();
        Assert.False(kept.IsInvalid);
        kept.Dispose();
    }

    [Fact]
    public void Detach_FromAllScopes_LivesUntilDisposedOf()
    {
        Tensor kept;
        using (NewDisposeScope())
        using (NewDisposeScope())
            kept = zeros(1).DetachFromDisposeScope();
        Assert.False(kept.IsInvalid);
        kept.Dispose();
    }

    [Fact]
    public void MoveToOther_Scope_BelongsToIt()
    {
        using var outer = NewDisposeScope();
        var anchor = zeros(1);
        Tensor moved;
        using (NewDisposeScope())
        using (NewDisposeScope())
            moved = zeros(1).MoveToOtherDisposeScope(anchor);
        Assert.True(outer.Contains(moved));
    }

    [Fact]
    public void Attach_OfADetachedTensor_BelongsToTheScope()
    {
        var tensor = zeros(1);
        using (var scope = NewDisposeScope())
            scope.Attach(tensor);
        Assert.True(tensor.IsInvalid);
    }

    [Fact]
    public void DisposeEverythingBut_KeepsTheOneInTheScope()
    {
        using var scope = NewDisposeScope();
        var (kept, other) = (zeros(1), zeros(1));
        scope.DisposeEverythingBut(kept);
        Assert.True(other.IsInvalid);
        Assert.Equal([kept], scope.DisposablesView);
        scope.Dispose();
        Assert.True(kept.IsInvalid);
    }

    [Fact]
    public void Dispose_OfATensor_LeavesItsScope()
    {
        using var scope = NewDisposeScope();
        var tensor = zeros(1);
        tensor.Dispose();
        tensor.Dispose();
        Assert.Equal(0, scope.DisposablesCount);
    }

    [Fact]
    public void Dispose_OfAnOuterScopeFirst_LeavesTheInnerOneInForce()
    {
        var outer = NewDisposeScope();
        var inner = NewDisposeScope();
        outer.Dispose();
        var tensor = zeros(1);
        Assert.True(inner.Contains(tensor));
        inner.Dispose();
        Assert.True(tensor.IsInvalid);
        Assert.Throws<ObjectDisposedException>(() => outer.DisposablesCount);
    }

    [Fact]
    public void Scopes_BelongToTheirThread()
    {
        using var scope = NewDisposeScope();
        Tensor? elsewhere = null;
        var thread = new Thread(() => elsewhere = zeros(1));
        thread.Start();
        thread.Join();
        Assert.False(scope.Contains(elsewhere!));
        elsewhere!.Dispose();
    }

    [Fact]
    public void Parameter_MadeFromATensor_TakesItsPlace()
    {
        using var scope = NewDisposeScope();
        var data = zeros(2);
        var parameter = nn.Parameter(data);
        Assert.True(data.IsInvalid);
        Assert.True(scope.Contains(parameter));
        Assert.True(parameter.requires_grad);
    }

    [Fact]
    public void Module_MadeInAScope_OutlivesIt()
    {
        global::TorchSharp.Modules.Linear linear;
        using (NewDisposeScope())
            linear = nn.Linear(3, 2);
        Assert.False(linear.weight.IsInvalid || linear.bias!.IsInvalid);
        linear.Dispose();
        Assert.True(linear.weight.IsInvalid);
    }

    [Fact]
    public void Gradient_ReadInAScope_StaysOnTheParameter()
    {
        var leaf = ones(2).requires_grad_();
        using (NewDisposeScope())
        {
            (leaf * 3).sum().backward();
            Assert.Equal(3, leaf.grad![0].item<float>());
        }
        Assert.Equal([3f, 3f], leaf.grad!.data<float>().ToArray());
        leaf.Dispose();
    }
}
