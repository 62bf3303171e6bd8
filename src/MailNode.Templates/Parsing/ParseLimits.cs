namespace MailNode.Templates.Parsing;

/// <summary>What one template text may ask of the parser, which calls itself for what is nested.</summary>
internal static class ParseLimits
{
    /// <summary>Blocks within blocks, and brackets within brackets.</summary>
    public const int MaxNesting = 100;

    /// <summary>Tokens of one expression, which is also the depth of its tree.</summary>
    public const int MaxExpression = 1000;

    /// <summary>Characters of one template.</summary>
    public const int MaxText = 4 * 1024 * 1024;
}
