using System.ComponentModel.DataAnnotations;

namespace Kale.Gateway.Peers;

/// <summary>An address that <see cref="PeerAddress"/> takes, or none.</summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class PeerAddressAttribute : ValidationAttribute
{
    protected override ValidationResult? IsValid(object? value, ValidationContext validationContext) =>
        value is string { Length: > 0 } address && !PeerAddress.IsValid(address)
            ? new ValidationResult(
                $"{validationContext.DisplayName} is '{address}'; use http://host:port, https://host:port, "
                + "dns:///name:port or static:///host:port,host:port.",
                [validationContext.MemberName!])
            : ValidationResult.Success;
}
