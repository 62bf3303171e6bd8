using System.Text;
using MailNode.Configuration;
using MailNode.Core.Envelopes;
using MailNode.Core.Packets;
using MailNode.Mime;
using MailNode.OpenPgp;

namespace MailNode.Tests.People;

/// <summary>
/// Somebody who has changed their node's program: they have a real key, and write with it whatever they like. What they
/// write is built with our library, so that it is wrong in the one place where it is meant to be.
/// </summary>
internal sealed class ModifiedNode : IDisposable
{
    private readonly MailWorld world;

    private ModifiedNode(string address, SecretKey key, MailWorld world) => (Address, Key, this.world) = (address, key, world);

    public string Address { get; }

    public SecretKey Key { get; }

    public Fingerprint Fingerprint => Key.Certificate.Fingerprint;

    private DateTimeOffset Now => world.Clock.GetUtcNow();

    /// <summary>Works with the key of somebody's real node.</summary>
    public static Task<ModifiedNode> OfAsync(Person person, MailWorld world) =>
        Task.FromResult(new ModifiedNode(person.Address, IdentityFile.Load(new DataFolder(person.Data), null, world.Clock.GetUtcNow()), world));

    /// <summary>Somebody whom nobody knows.</summary>
    public static ModifiedNode Stranger(string address, MailWorld world) =>
        new(address, SecretKey.Generate($"Stranger <{address}>", world.Clock.GetUtcNow()), world);

    public Packet Write(PacketDraft draft, Fingerprint? author = null) => PacketCodec.Write(draft, author ?? Fingerprint, Now);

    /// <summary>A direct post.</summary>
    public Packet Post(string text, Fingerprint reader, Fingerprint? author = null) =>
        Write(new PacketDraft(PacketTypes.Post, new PostBody(text)) { Readers = [reader], Audience = new Audience(Audience.Direct) }, author);

    public byte[] Entity(Packet packet, string readable = "As any mail client shows it") =>
        SignedEntity.Write(packet, new Address("", EmailAddress.Parse(Address)), new Readable("A packet", readable, $"<p>{readable}</p>"), []);

    public byte[] Seal(byte[] entity, Certificate reader) => MailNode.OpenPgp.Seal.Encrypt(entity, Key, [reader], Now);

    /// <summary>A detached signature.</summary>
    public byte[] Sign(byte[] entity) => DetachedSignature.Sign(entity, Key, Now);

    public byte[] Mail(params byte[][] bodies) => MailOf([.. bodies.Select(body => Armor.EncodeBytes("PGP MESSAGE", body))]);

    public byte[] Mail(string armored) => MailOf([Encoding.ASCII.GetBytes(armored)]);

    private byte[] MailOf(byte[][] armored) => SealedMail.Write(
        new SealedMailHeaders(new Address("", EmailAddress.Parse(Address)), Now, MailClient.NewId(), AutocryptHeader.Write(EmailAddress.Parse(Address), Key.Certificate)),
        null, armored);

    public async Task SendAsync(Person to, Packet packet)
    {
        using var reader = await OfAsync(to, world);
        await DeliverAsync(to, Mail(Seal(Entity(packet), reader.Key.Certificate)));
    }

    public async Task<string> PostAsync(Person to, string text)
    {
        using var reader = await OfAsync(to, world);
        var post = Post(text, reader.Fingerprint);
        await SendAsync(to, post);
        return post.Id.ToString();
    }

    public Task DeliverAsync(Person to, byte[] mail) => world.DeliverAsync(Address, to.Address, mail);

    public void Dispose() => Key.Dispose();
}
