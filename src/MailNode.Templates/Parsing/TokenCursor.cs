namespace MailNode.Templates.Parsing;

/// <summary>Walks the tokens of a template; the two parsers share one.</summary>
internal sealed class TokenCursor(Source source, List<Token> tokens)
{
    private int at;
    private int newlinesAllowed;
    private int expressionTokens;
    private int nesting;

    public Token Current => tokens[at];

    public Token Following => tokens[Math.Min(at + 1, tokens.Count - 1)];

    public Spot Here => new(source, Current.Offset);

    public Source Source => source;

    public Token Take()
    {
        var token = tokens[at];
        if (token.Kind != TokenKind.End)
            at++;
        if (++expressionTokens > ParseLimits.MaxExpression)
            throw Fault($"this expression has more than {ParseLimits.MaxExpression} words: cut it into assignments");
        SkipAllowedNewlines();
        return token;
    }

    public bool TrySymbol(string symbol)
    {
        if (!Current.IsSymbol(symbol))
            return false;
        Take();
        return true;
    }

    public void ExpectSymbol(string symbol)
    {
        if (!TrySymbol(symbol))
            throw Fault($"expected `{symbol}` instead of {Current.Shown}");
    }

    /// <summary>Inside brackets a line's end means nothing, so it is skipped until <see cref="ForbidNewlines"/>.</summary>
    public void AllowNewlines()
    {
        newlinesAllowed++;
        SkipAllowedNewlines();
    }

    public void ForbidNewlines() => newlinesAllowed--;

    public void BeginExpression() => expressionTokens = 0;

    public void Enter()
    {
        if (++nesting > ParseLimits.MaxNesting)
            throw Fault($"blocks and brackets are nested more than {ParseLimits.MaxNesting} deep: move the inner ones to an included template");
    }

    public void Leave() => nesting--;

    public TemplateException Fault(string reason) => source.Fault(Current.Offset, reason);

    private void SkipAllowedNewlines()
    {
        while (newlinesAllowed > 0 && tokens[at].Kind == TokenKind.LineEnd)
            at++;
    }
}
