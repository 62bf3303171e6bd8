using MailNode.Core.Packets;
using MailNode.Core.Replies;
using MailNode.Mime;
using Keys = MailNode.Tests.OpenPgp.People;

namespace MailNode.Tests.Core.Replies;

public sealed class ReplyTokenTests
{
    private static readonly byte[] Key = ReplyKeys.Of(Keys.Ana).Tokens;
    private static readonly EmailAddress Ana = EmailAddress.Parse("ana@example.org");
    private static readonly PacketId Post = PacketId.Of("post"u8);
    private static readonly string Token = ReplyToken.Make(Key, Ana, TokenPurpose.Reply, Post, Pen.Now);

    [Fact]
    public void A_token_says_what_may_be_done_to_what_and_how_long()
    {
        var token = Find(Token)!;
        Assert.Equal((TokenPurpose.Reply, Post.ToString()[..24], new DateOnly(2028, 11, 20)), (token.Purpose, token.Packet, token.Expires));
        Assert.Equal(TokenPurpose.Like, Find(ReplyToken.Make(Key, Ana, TokenPurpose.Like, Post, Pen.Now))!.Purpose);
    }

    [Fact]
    public void It_has_the_shape_that_the_protocol_says() => Assert.Matches("^mn\\.[a-z2-7]{48}$", Token);

    [Fact]
    public void It_is_the_same_each_time() => Assert.Equal(Token, ReplyToken.Make(Key, Ana, TokenPurpose.Reply, Post, Pen.Now.AddHours(3)));

    [Fact]
    public void Every_bit_of_it_counts()
    {
        Assert.True(Base32.TryDecode(Token.AsSpan("mn.".Length), out var bytes));
        for (var bit = 0; bit < bytes.Length * 8; bit++)
        {
            var flipped = bytes.ToArray();
            flipped[bit / 8] ^= (byte)(1 << (bit % 8));
            Assert.Null(Find("mn." + Base32.Encode(flipped)));
        }
    }

    [Fact]
    public void It_is_good_for_its_reader_and_key_alone()
    {
        Assert.Null(ReplyToken.Find(Token, Key, EmailAddress.Parse("ben@example.org"), Pen.Now));
        Assert.Null(ReplyToken.Find(Token, ReplyKeys.Of(Keys.Ben).Tokens, Ana, Pen.Now));
        Assert.Null(ReplyToken.Find(Token, ReplyKeys.Of(Keys.Ana).Origins, Ana, Pen.Now));
        Assert.NotNull(ReplyToken.Find(Token, Key, EmailAddress.Parse("ANA@Example.ORG"), Pen.Now));
    }

    [Fact]
    public void It_ends_two_years_after_the_packet()
    {
        Assert.NotNull(ReplyToken.Find(Token, Key, Ana, Pen.Now.AddDays(730)));
        Assert.Null(ReplyToken.Find(Token, Key, Ana, Pen.Now.AddDays(731)));
        Assert.Null(Find(ReplyToken.Make(Key, Ana, TokenPurpose.Reply, Post, DateTimeOffset.MinValue)));
        Assert.NotNull(Find(ReplyToken.Make(Key, Ana, TokenPurpose.Reply, Post, DateTimeOffset.MaxValue)));
    }

    [Theory]
    [InlineData("<{0}@example.org>")]
    [InlineData("Re: Tea [{0}]")]
    [InlineData("mn.{0}")]
    [InlineData("mn.aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa {0}more")]
    public void It_is_found_in_what_is_around_it(string text)
    {
        var spelled = string.Format(System.Globalization.CultureInfo.InvariantCulture, text, Token);
        Assert.NotNull(Find(spelled));
        Assert.NotNull(Find(spelled.ToUpperInvariant()));
    }

    [Theory]
    [InlineData("")]
    [InlineData("mn.")]
    [InlineData("mn.aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa")]
    [InlineData("mn.000000000000000000000000000000000000000000000000")]
    public void What_is_no_token_is_none(string text) => Assert.Null(Find(text));

    [Fact]
    public void A_megabyte_of_false_tokens_is_read_through() =>
        Assert.NotNull(Find(string.Concat(Enumerable.Repeat("mn." + new string('a', 48), 20_000)) + Token));

    private static ReplyToken? Find(string text) => ReplyToken.Find(text, Key, Ana, Pen.Now);
}
