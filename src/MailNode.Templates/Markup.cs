namespace MailNode.Templates;

/// <summary>HTML that is trusted as it is: written without escaping. Whoever makes one vouches for it.</summary>
/// <param name="Html">A complete fragment, with every element closed.</param>
public readonly record struct Markup(string Html)
{
    public override string ToString() => Html ?? "";
}
