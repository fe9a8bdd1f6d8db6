using Grpc.Core;

namespace Kale.CompatGrpc.Tests.Core;

public sealed class AuthContextTests
{
    [Fact]
    public void Context_WithIdentity_FindsItsProperties()
    {
        var name = AuthProperty.Create("name", "grün"u8.ToArray());
        var key = AuthProperty.Create("key", [1, 2]);
        var context = new AuthContext("name", new() { ["name"] = [name], ["key"] = [key] });

        Assert.True(context.IsPeerAuthenticated);
        Assert.Equal([name], context.PeerIdentity);
        Assert.Equal("grün", name.Value);
        Assert.Equal([key], context.FindPropertiesByName("key"));
        Assert.Empty(context.FindPropertiesByName("other"));
        Assert.Equal(2, context.Properties.Count());
    }

    [Fact]
    public void Context_WithoutIdentity_IsNotAuthenticated()
    {
        var context = new AuthContext(null, []);

        Assert.False(context.IsPeerAuthenticated);
        Assert.Empty(context.PeerIdentity);
    }

    [Fact]
    public void Property_Bytes_AreCopies()
    {
        byte[] bytes = [1];
        var property = AuthProperty.Create("name", bytes);
        bytes[0] = 9;
        property.ValueBytes[0] = 9;

        Assert.Equal(new byte[] { 1 }, property.ValueBytes);
        Assert.Throws<ArgumentNullException>(() => AuthProperty.Create("name", null!));
    }
}
