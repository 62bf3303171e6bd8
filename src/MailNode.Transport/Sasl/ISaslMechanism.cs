namespace MailNode.Transport.Sasl;

/// <summary>How far a login has come, seen from the secret.</summary>
internal enum SaslProgress
{
    /// <summary>Nothing that depends on the secret was said: a refusal says nothing about it.</summary>
    Untested = 0,

    /// <summary>The server could judge the secret, but its consent alone is not to be believed yet.</summary>
    Tested = 1,

    /// <summary>If the server agrees, we are logged in.</summary>
    Complete = 2,
}

/// <summary>One way to prove who we are (RFC 4422): a row of answers to what the server says. Good for one login.</summary>
internal interface ISaslMechanism
{
    /// <summary>As servers list it.</summary>
    string Name { get; }

    /// <summary>Whether we begin; the first challenge is then empty.</summary>
    bool SpeaksFirst { get; }

    /// <summary>How far we are after the last answer.</summary>
    SaslProgress Progress { get; }

    /// <summary>What was wrong with the challenge that had no answer, as the end of a sentence about the server.</summary>
    string Complaint { get; }

    /// <summary>The answer; null: there is none, and the login must be broken off.</summary>
    byte[]? Answer(ReadOnlySpan<byte> challenge);
}
