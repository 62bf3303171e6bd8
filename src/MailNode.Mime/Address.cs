namespace MailNode.Mime;

/// <summary>One entry of From, To or Cc: who, and at which address (RFC 5322, 3.4).</summary>
/// <param name="Name">The display name, decoded; "" if there is none.</param>
/// <param name="Email">The address.</param>
public sealed record Address(string Name, EmailAddress Email)
{
    public override string ToString() => Name.Length == 0 ? Email.ToString() : $"{Name} <{Email}>";
}
