using MailNode.Mime;

namespace MailNode.Tests.Mime;

public sealed class AddressListTests
{
    [Theory]
    [InlineData("ana@example.org", "ana@example.org")]
    [InlineData("Ana Lima <ana@example.org>", "Ana Lima <ana@example.org>")]
    [InlineData("\"Lima, Ana\" <ana@example.org>, ben@example.org", "Lima, Ana <ana@example.org>|ben@example.org")]
    [InlineData("=?utf-8?q?J=C3=B6rg?= <j@example.org>", "Jörg <j@example.org>")]
    [InlineData("=?utf-8?q?Lima,_Ana?= <ana@example.org>", "Lima, Ana <ana@example.org>")]
    [InlineData("\"=?utf-8?q?J=C3=B6rg?=\" <j@example.org>", "Jörg <j@example.org>")]
    [InlineData("Jörg <j@example.org>", "Jörg <j@example.org>")]
    [InlineData("ana@example.org (Ana Lima)", "Ana Lima <ana@example.org>")]
    [InlineData("Ana (at home) <ana@example.org> (really)", "Ana <ana@example.org>")]
    [InlineData("Family: ana@example.org, Ben <ben@example.org>;, cem@example.org", "ana@example.org|Ben <ben@example.org>|cem@example.org")]
    [InlineData("undisclosed-recipients:;", "")]
    [InlineData("<ana@example.org>, broken, <>, ben@, , cem@example.org", "ana@example.org|cem@example.org")]
    [InlineData("ana @ example . org", "ana@example.org")]
    [InlineData("<@relay.example,@other.example:ana@example.org>", "ana@example.org")]
    [InlineData("ana@[IPv6:2001:db8::1], ben@example.org", "ana@[IPv6:2001:db8::1]|ben@example.org")]
    [InlineData("\"ana@bank.example\" <eve@example.org>", "ana@bank.example <eve@example.org>")]
    [InlineData("ana@bank.example <eve@example.org>", "ana@bank.example <eve@example.org>")]
    [InlineData("<<ana@example.org>>", "ana@example.org")]
    [InlineData("Ana <ana@example.org, ben@example.org", "Ana <ana@example.org>|ben@example.org")]
    [InlineData("Ana ana@example.org", "")]
    [InlineData("\"Ana <ana@example.org>", "")]
    [InlineData("(((", "")]
    [InlineData("\"\\", "")]
    public void A_list_is_read(string raw, string expected) =>
        Assert.Equal(expected, string.Join('|', AddressList.Parse(raw)));

    [Fact]
    public void A_name_cannot_hold_line_ends_or_nul()
    {
        var address = Assert.Single(AddressList.Parse("=?utf-8?q?Ana=0D=0ABcc:_eve=00?= <ana@example.org>"));
        Assert.Equal("Ana Bcc: eve", address.Name);
    }

    [Fact]
    public void Lists_end_at_their_limit()
    {
        var list = string.Join(',', Enumerable.Repeat("ana@example.org", 50_000));
        Assert.Equal(MimeLimits.Default.MaxListEntries, AddressList.Parse(list).Count);
    }

    [Theory]
    [InlineData("<")]
    [InlineData("(")]
    [InlineData("\"")]
    [InlineData("[")]
    [InlineData(":")]
    [InlineData(",")]
    [InlineData("=?")]
    [InlineData("=?a?q?")]
    [InlineData("=?a?q?b")]
    [InlineData("<a ")]
    [InlineData("a ")]
    [InlineData("\\")]
    [InlineData("a:<")]
    public void Malice_costs_linear_work(string piece) => Growth.AssertLinear(250_000, size =>
    {
        var raw = Growth.Times(piece, size / piece.Length);
        return () => AddressList.Parse(raw);
    });
}
