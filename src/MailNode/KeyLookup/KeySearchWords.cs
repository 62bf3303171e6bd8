namespace MailNode.KeyLookup;

/// <summary>Words for a look-up that gave nothing: what happened, and what to do about it.</summary>
internal static class KeySearchWords
{
    /// <param name="answer">One that has no fitting key in it.</param>
    /// <param name="host">Who was asked.</param>
    /// <param name="query">What for.</param>
    public static string Of(WebAnswer answer, string host, KeyQuery query) => answer switch
    {
        WebAnswer.Page => $"{host} answers, but with nothing that is a key for {query}: a key of somebody else, no key at all, or one "
            + "without a user id, as keyservers give it while its owner has confirmed no address there. Ask its owner for it.",
        WebAnswer.NoPage => $"{host} has no key for {query}.",
        WebAnswer.NoHost { ByProxy: true } => $"The proxy of this computer does not lead to {host}. Check the spelling, and whether the proxy wants a login or forbids the site.",
        WebAnswer.NoHost => $"The name {host} is not known. Check the spelling, and that this computer is online.",
        WebAnswer.Failed failed => OfFault(failed, host),
        _ => "",
    };

    private static string OfFault(WebAnswer.Failed failed, string host) => failed.Fault switch
    {
        WebFault.Untrusted =>
            $"The certificate of {host} is not trusted, so nothing it says is used. If the site is your own, name its certificate authority with --ca-file FILE.pem; "
            + "else only its owner can mend that.",
        WebFault.Slow => $"{host} does not answer in time. Try again later.",
        WebFault.TooLarge => $"{host} sends more than the {KeyWeb.MaxBytes / 1024} KB that a key may have. Ask the key's owner for it.",
        WebFault.LeadsAway => $"{host} points to another site, which is not followed: it was not asked for. Ask the key's owner for it.",
        WebFault.Refused when failed.Status == 429 => $"{host} has been asked too often from here (HTTP 429). Try again later.",
        WebFault.Refused when failed.Status >= 500 => $"{host} cannot answer now (HTTP {failed.Status}). Try again later.",
        WebFault.Refused => $"{host} does not answer this question (HTTP {failed.Status}). Check that it is the right site.",
        WebFault.Garbled => $"Something answers at {host}, but it does not speak HTTP. Check that it is the right site.",
        _ => $"{host} cannot be reached. Check that this computer is online, and whether a firewall or the network here blocks it.",
    };
}
