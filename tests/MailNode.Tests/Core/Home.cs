using MailNode.Core.Contacts;
using MailNode.Core.Envelopes;
using MailNode.Core.Packets;
using MailNode.Mime;
using MailNode.OpenPgp;
using Keys = MailNode.Tests.OpenPgp.People;

namespace MailNode.Tests.Core;

/// <summary>Ana's node with her real key, where packets are sealed and opened.</summary>
internal static class Home
{
    public static readonly DateTimeOffset Now = Keys.Now;

    public static readonly Self Ana = new("Ana", EmailAddress.Parse("ana@example.org"), Keys.Ana.Certificate);

    public static readonly Fingerprint Ben = Keys.Ben.Certificate.Fingerprint, Eve = Keys.Eve.Certificate.Fingerprint;

    public static readonly Readable Readable = new("Tea", "Anyone for tea?\n", "<p>Anyone for tea?</p>\n");

    public static Keyring Keyring(params Certificate[] known) =>
        new(Ana.Fingerprint, [Keys.Ana], fingerprint => known.Append(Ana.Certificate).FirstOrDefault(one => one.Fingerprint == fingerprint));

    public static string KeyOf(SecretKey key) => Convert.ToBase64String(key.Certificate.Minimal());

    public static Packet Write(SecretKey author, PacketDraft draft) => PacketCodec.Write(draft, author.Certificate.Fingerprint, Now);

    public static PacketDraft Post(string text = "Anyone for tea?", params Fingerprint[] readers) =>
        new(PacketTypes.Post, new PostBody(text)) { Readers = readers.Length > 0 ? readers : [Ana.Fingerprint] };

    public static byte[] Entity(Packet packet, params AttachedFile[] files) =>
        SignedEntity.Write(packet, new Address("Ben", EmailAddress.Parse("ben@example.org")), Readable, files);

    /// <summary>A body sealed to Ana.</summary>
    public static byte[] Seal(SecretKey signer, byte[] entity) => MailNode.OpenPgp.Seal.Encrypt(entity, signer, [Ana.Certificate], Now);

    public static Opening Open(byte[] body, params Certificate[] known) => Envelope.Open(body, Keyring(known), Now);

    public static Opening Open(SecretKey author, PacketDraft draft) => Open(Seal(author, Entity(Write(author, draft))), author.Certificate);

    public static string Refusal(Opening opening) => Assert.IsType<Opening.Refused>(opening).Reason;
}
