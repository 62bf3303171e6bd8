using MailNode.Configuration;
using MailNode.Core.Contacts;
using MailNode.Mime;
using MailNode.OpenPgp;

namespace MailNode.Flows;

/// <summary>The node's own key in the course of years. The file that holds it is replaced, never changed.</summary>
internal static class OwnKey
{
    /// <summary>
    /// The key as it should be from now on, where that is not as it is: renewed when its end comes near, and with what the
    /// log says of it, since the file may be an older one that was restored. Null where nothing has to change.
    /// </summary>
    public static SecretKey? Changed(Node node)
    {
        if (node.IsTakenBack) return null;
        var merged = node.Key.Merge(node.Published, node.Now);
        var key = merged;
        if (merged.IsRenewalDue(node.Now))
        {
            key = merged.Renew(node.Now);
            merged.Dispose();
        }
        if (Self.TextOf(key.Certificate) != node.Self.CertificateText) return key;
        key.Dispose();
        return null;
    }

    /// <summary>Keeps a changed key. While the old one still serves, a full disk must not stop the node: the next pass tries again.</summary>
    public static bool TryKeep(DataFolder folder, SecretKey changed, SecretKey old, DateTimeOffset now)
    {
        try
        {
            IdentityFile.Replace(folder, changed);
            return true;
        }
        catch (UserError) when (old.CanSignAt(now))
        {
            changed.Dispose();
            return false;
        }
    }

    /// <summary>Makes a key that was imported the one of this address, by a user id of its own if it has none for it, and good for long enough.</summary>
    public static SecretKey Adopt(DataFolder folder, string userId, string address, DateTimeOffset now)
    {
        var key = IdentityFile.Load(folder, null, now);
        if (!IsNamed(key.Certificate, address)) key = Exchange(key, key.WithUserId(userId, now));
        if (key.IsRenewalDue(now)) key = Exchange(key, key.Renew(now));
        IdentityFile.Replace(folder, key);
        return key;
    }

    /// <summary>Is the address the one in its first user id? That is where Autocrypt and invites look.</summary>
    public static bool IsNamed(Certificate certificate, string address) =>
        UserIdAddress.Of(certificate.UserId)?.ToString().Equals(address, StringComparison.OrdinalIgnoreCase) == true;

    private static SecretKey Exchange(SecretKey old, SecretKey changed)
    {
        old.Dispose();
        return changed;
    }
}
