namespace MailNode.Transport;

/// <summary>Where OAuth access tokens come from. Safe for several connections at once.</summary>
public interface ITokenSource
{
    /// <summary>A token that should be good now.</summary>
    ValueTask<string> GetAsync(CancellationToken c);

    /// <summary>The server did not take this one, whatever was said about its lifetime: the next must be another.</summary>
    void Reject(string token);
}
