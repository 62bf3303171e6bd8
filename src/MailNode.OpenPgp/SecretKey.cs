using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;
using MailNode.OpenPgp.Keys;
using MailNode.OpenPgp.Wire;

namespace MailNode.OpenPgp;

/// <summary>A transferable secret key that is open: it signs and decrypts until it is disposed, which wipes it.</summary>
public sealed class SecretKey : IDisposable
{
    /// <summary>The reason that <see cref="TryUnlock"/> gives where a passphrase would open the key, and none was given.</summary>
    public const string PassphraseNeeded = "a passphrase is needed";

    /// <summary>The reason where the passphrase does not fit.</summary>
    public const string WrongPassphrase = "the passphrase is wrong";

    /// <summary>The reason where only the subkeys' secrets are there, or the primary one is on a card.</summary>
    public const string PrimaryMissing = "the primary secret is not in it";

    /// <summary>The reason where nobody knows which key is meant.</summary>
    public const string SeveralKeys = "there is more than one key in it";

    private readonly IReadOnlyList<SecretPart> parts;

    internal SecretKey(IReadOnlyList<SecretPart> parts, Certificate certificate)
    {
        this.parts = parts;
        Certificate = certificate;
    }

    /// <summary>The public half.</summary>
    public Certificate Certificate { get; }

    internal IEnumerable<SecretKeyPacket> Secrets => parts.Select(part => part.Secret).OfType<SecretKeyPacket>();

    private SecretKeyPacket Primary => parts[0].Secret!;

    /// <summary>Makes a key as GnuPG does: Ed25519 to certify and sign, Cv25519 to encrypt to, good for two years unless it is renewed.</summary>
    public static SecretKey Generate(string userId, DateTimeOffset now) => KeyMaker.Make(userId, now + Renewal.Lifetime, now);

    /// <summary>
    /// Reads a secret key, armored or binary, locked or not. The primary secret must be in it; a subkey's may be missing.
    /// <paramref name="reason"/> is empty if it succeeds.
    /// </summary>
    public static bool TryUnlock(
        ReadOnlySpan<byte> bytes, string? passphrase, DateTimeOffset now, [NotNullWhen(true)] out SecretKey? key, out string reason)
    {
        key = null;
        using var packets = new SecretPackets(bytes, Policy.CertificateBytes);
        if (packets.TrySplit(mostCertificates: 1, out var found, out reason))
            TryOpen(found[0], passphrase, now, out key, out reason);
        return key is not null;
    }

    /// <summary>Do the bytes begin as a secret key does, whatever it is worth? Else it is not worth asking for a passphrase.</summary>
    public static bool Looks(ReadOnlySpan<byte> bytes)
    {
        using var packets = new SecretPackets(bytes, Policy.CertificateBytes);
        return packets.TrySplit(Policy.RingCertificates, out var found, out _) && found[0][0].Head.Tag == PacketTag.SecretKey;
    }

    /// <summary>The whole key without protection: the caller's to wipe.</summary>
    public byte[] ToBytes() => Write(null, isRandom: false);

    /// <summary>The same as text, which nobody can wipe.</summary>
    public string ToArmor()
    {
        var bytes = ToBytes();
        var text = Armor.Encode("PGP PRIVATE KEY BLOCK", bytes);
        CryptographicOperations.ZeroMemory(bytes);
        return text;
    }

    /// <summary>The whole key under a passphrase (iterated and salted SHA-256, AES-256): what is kept on disk.</summary>
    /// <param name="passphrase">Not empty.</param>
    /// <param name="isRandom">It has 128 random bits at least, so that guessing need not be made slow.</param>
    public byte[] Lock(string passphrase, bool isRandom = false)
    {
        ArgumentException.ThrowIfNullOrEmpty(passphrase);
        return Write(passphrase, isRandom);
    }

    /// <summary>Can something be signed with it at that time? Else it has expired, was taken back, or has no secret to sign with.</summary>
    public bool CanSignAt(DateTimeOffset now) => SigningKey(now) is not null;

    /// <summary>Is the secret of the key here that others encrypt to at that time?</summary>
    public bool CanDecryptAt(DateTimeOffset now) =>
        Certificate.EncryptionKey(now) is { } key && Secrets.Any(secret => secret.Public.Fingerprint == key.Fingerprint && secret.Secret is { CanUnwrap: true });

    /// <summary>
    /// Does it, or a subkey in use, end within a year, or within half of the time that it was given? Never of what has no
    /// end, and of what was taken back.
    /// </summary>
    public bool IsRenewalDue(DateTimeOffset now) => !Certificate.IsRevoked && KeyParts.IsRenewalDue(parts, Certificate, now);

    /// <summary>
    /// The same key, good from now on for as long as it was given last (two years, if it was made here), by new
    /// self-signatures that otherwise say what the old ones said. What has no end stays without one. The key given is a
    /// new copy: both are disposed.
    /// </summary>
    /// <exception cref="InvalidOperationException">Nothing of it would be valid, as at a time before the key was made.</exception>
    public SecretKey Renew(DateTimeOffset now) => Changed(KeyParts.Renewed(parts, Certificate, null, asBefore: true, now), now);

    /// <summary>The same with an end of one's own choice, whatever was said before; null for none.</summary>
    /// <exception cref="InvalidOperationException">Nothing of it would be valid, as at a time before the key was made.</exception>
    public SecretKey Renew(DateTimeOffset? expires, DateTimeOffset now) => Changed(KeyParts.Renewed(parts, Certificate, expires, asBefore: false, now), now);

    /// <summary>A copy of the key with this user id as its first; it is added if it is not there.</summary>
    /// <exception cref="InvalidOperationException">Nothing of it would be valid, as at a time before the key was made.</exception>
    public SecretKey WithUserId(string userId, DateTimeOffset now)
    {
        var name = Encoding.UTF8.GetBytes(userId);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(name.Length, Policy.UserIdBytes, nameof(userId));
        return Changed(KeyParts.Named(parts, Certificate, name, now), now);
    }

    /// <summary>A copy of the key with what another copy of it says besides: it may have been renewed, or taken back, elsewhere.</summary>
    /// <exception cref="ArgumentException">It is another key.</exception>
    public SecretKey Merge(SecretKey other, DateTimeOffset now) => Merge(other.Certificate, other.parts, now);

    /// <summary>A copy of the key with what a copy of its certificate says besides.</summary>
    /// <exception cref="ArgumentException">It is another key's.</exception>
    public SecretKey Merge(Certificate other, DateTimeOffset now) => Merge(other, other.Parts.Select(part => new SecretPart(part, null, default)), now);

    /// <summary>What takes the key back once it is put into force (<see cref="OpenPgp.RevocationCertificate.TryApply"/>); nothing changes by making it.</summary>
    /// <param name="text">For people; may be empty.</param>
    public RevocationCertificate RevocationCertificate(RevocationReason reason, string text, DateTimeOffset now) =>
        OpenPgp.RevocationCertificate.Make(Primary, reason, text, now);

    /// <summary>
    /// A key for another purpose, made of the primary's secret by HKDF-SHA256: the same each time, and of no use in finding
    /// the secret. It never leaves the node.
    /// </summary>
    public byte[] Derive(string purpose, int length) =>
        Derive(Encoding.UTF8.GetBytes(purpose), new byte[length]);

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var secret in Secrets)
            secret.Dispose();
    }

    /// <summary>The fingerprint: nothing secret.</summary>
    public override string ToString() => Certificate.ToString();

    /// <summary>The key to sign with at that time; the primary if it may, else the newest.</summary>
    internal SecretKeyPacket? SigningKey(DateTimeOffset now) =>
        Certificate.Keys
            .Where(key => (key.Flags & KeyFlags.Sign) != 0 && key.IsValidAt(now < key.Key.Created ? key.Key.Created : now))
            .OrderByDescending(key => key == Certificate.Primary).ThenByDescending(key => key.Key.Created)
            .Select(key => Secrets.FirstOrDefault(secret => secret.Public.Fingerprint == key.Key.Fingerprint && secret.Secret is { CanSign: true }))
            .FirstOrDefault(secret => secret is not null);

    private SecretKey Merge(Certificate other, IEnumerable<SecretPart> otherParts, DateTimeOffset now) => other.Fingerprint == Certificate.Fingerprint
        ? With(KeyParts.United(parts, otherParts, now), now) ?? new SecretKey(Copy(parts), Certificate)
        : throw new ArgumentException("It is another key.", nameof(other));

    private static SecretKey Changed(IEnumerable<SecretPart> changed, DateTimeOffset now) =>
        With(changed, now) ?? throw new InvalidOperationException("The change would leave nothing of the key valid.");

    /// <summary>Copies the secrets, so that each key wipes its own. Null for a change that would leave nothing valid.</summary>
    private static SecretKey? With(IEnumerable<SecretPart> changed, DateTimeOffset now)
    {
        var all = changed.ToList();
        return Certificate.TryRead([.. all.Select(part => part.Public)], now, out var certificate, out _) ? new SecretKey(Copy(all), certificate) : null;
    }

    private static List<SecretPart> Copy(IEnumerable<SecretPart> parts) =>
        [.. parts.Select(part => part with { Secret = part.Secret is { } secret ? new SecretKeyPacket(secret.Public, secret.Numbers.ToArray()) : null })];

    private byte[] Derive(byte[] purpose, byte[] key)
    {
        HKDF.DeriveKey(HashAlgorithmName.SHA256, Primary.Numbers, key, Certificate.Fingerprint.ToBytes(), purpose);
        return key;
    }

    private static void TryOpen(
        List<CertificatePart> locked, string? passphrase, DateTimeOffset now, out SecretKey? key, out string reason)
    {
        key = null;
        reason = "this is a public key";
        if (locked[0].Head.Tag != PacketTag.SecretKey)
            return;
        var opened = new List<SecretPart>();
        if (TryOpen(locked, passphrase, opened, out reason)
            && Certificate.TryRead([.. opened.Select(part => part.Public)], now, out var certificate, out reason))
            key = new SecretKey(opened, certificate);
        else
            opened.ForEach(part => part.Secret?.Dispose());
    }

    private static bool TryOpen(List<CertificatePart> locked, string? passphrase, List<SecretPart> opened, out string reason)
    {
        reason = "";
        foreach (var part in locked)
        {
            var fault = SecretPart.TryOpen(part, passphrase, out var one);
            if (one is not null)
                opened.Add(one);
            if (opened.Count(other => other.Secret is not null) > 1 + Policy.LockedSubkeys)
                fault = UnlockFault.Broken;                // each one costs a stretched passphrase
            if (IsFatal(fault, opened))
            {
                reason = Explain(fault);
                return false;
            }
        }
        return true;
    }

    /// <summary>Only the primary secret has to be there and usable; a wrong passphrase is never passed over.</summary>
    private static bool IsFatal(UnlockFault fault, List<SecretPart> opened) => fault switch
    {
        UnlockFault.None => opened.Count == 0 || opened[0].Secret?.Secret is null,
        UnlockFault.Locked or UnlockFault.WrongPassphrase or UnlockFault.Broken => true,
        _ => opened.Count <= 1,
    };

    private static string Explain(UnlockFault fault) => fault switch
    {
        UnlockFault.Locked => PassphraseNeeded,
        UnlockFault.WrongPassphrase => WrongPassphrase,
        UnlockFault.NoSecret => PrimaryMissing,
        UnlockFault.Broken => "the secret key is damaged",
        UnlockFault.OldLock => "the secret key is locked in an old way (another cipher than AES, or a check that does not notice changes): open it in GnuPG, set its passphrase again, and export it again",
        UnlockFault.WeakStretching => "the secret key is locked in a way that makes guessing its passphrase easy: set the passphrase again in another program, and export it again",
        UnlockFault.NeedsArgon2 => "the secret key is locked with Argon2, which needs a library that is not here: install it (Debian: libargon2-1)",
        _ => "the secret key is of a kind that is not supported",
    };

    private byte[] Write(string? passphrase, bool isRandom)
    {
        using var writer = new WireWriter(1_024);
        foreach (var part in parts)
            part.Write(writer, passphrase, isRandom);
        return writer.ToArray();
    }
}
