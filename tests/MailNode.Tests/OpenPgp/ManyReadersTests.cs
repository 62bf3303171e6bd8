using MailNode.OpenPgp;
using MailNode.OpenPgp.Wire;
using static MailNode.Tests.OpenPgp.People;

namespace MailNode.Tests.OpenPgp;

/// <summary>A message to many is put together on all processors, and looks as if it were not.</summary>
public sealed class ManyReadersTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(40)]
    public void The_wrapped_keys_stand_in_the_readers_order_and_each_opens(int count)
    {
        List<SecretKey> readers = [.. Enumerable.Range(0, count).Select(number => SecretKey.Generate($"reader {number}", Now.AddDays(-30)))];
        var message = Seal.Encrypt(Letter, Ana, [.. readers.Select(reader => reader.Certificate)], Now);
        Assert.Equal(
            readers.Select(reader => reader.Certificate.EncryptionKey(Now)!.Fingerprint.KeyId),
            SealedMessage.Read(message, OpenLimits.Default).WrappedKeys.Select(wrapped => wrapped.KeyId));
        Assert.All(readers, reader => Assert.IsType<Opened.Genuine>(Both.Open(message, Reader(reader, Ana.Certificate))));
    }
}
