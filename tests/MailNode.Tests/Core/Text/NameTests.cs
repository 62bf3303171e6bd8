using System.Text;
using MailNode.Core.Text;

namespace MailNode.Tests.Core.Text;

/// <summary>Names of people and files that strangers chose (hostile inputs, rows 37 and 42).</summary>
public sealed class NameTests
{
    [Theory]
    [InlineData("Ana Kaya", "Ana Kaya")]
    [InlineData("  Ana \t\r\n Kaya ", "Ana Kaya")]
    [InlineData("Ana\r\nBcc: all@example.org", "Ana Bcc: all@example.org")]
    [InlineData("\u202Eana\u202C", "ana")]
    [InlineData("A\u200Bn\u200D\uFEFFa\u00AD", "Ana")]
    [InlineData("\u2066Ana\u2069\u200F", "Ana")]
    [InlineData("A\0n\u0007a\u009B", "Ana")]
    [InlineData("محمد", "محمد")]
    [InlineData("Ana 🚣", "Ana 🚣")]
    [InlineData("", "?")]
    [InlineData("   ", "?")]
    [InlineData("\u200B\u2060", "?")]
    [InlineData("\u3164\u2800\u115F", "?")]
    [InlineData("\u0301\u0301", "?")]
    [InlineData("\U000E0061", "?")]
    public void A_name_is_one_line_that_can_be_seen(string name, string shown) => Assert.Equal(shown, DisplayName.Clean(name));

    [Fact]
    public void Half_a_letter_is_replaced() => Assert.Equal("\uFFFD", DisplayName.Clean("\ud800"));

    [Fact]
    public void A_long_name_is_cut_between_letters()
    {
        Assert.Equal(new string('a', 64), DisplayName.Clean(new string('a', 1_000_000)));
        Assert.Equal(string.Concat(Enumerable.Repeat("😀", 31)), DisplayName.Clean("a" + string.Concat(Enumerable.Repeat("😀", 31)) + "é😀")[1..63]);
        Assert.InRange(DisplayName.Clean("a" + new string('\u0301', 1000)).Length, 1, 8);
    }

    [Theory]
    [InlineData("beach.jpg", "image/jpeg", "beach.jpg")]
    [InlineData("Beach.JPEG", "image/jpeg", "Beach.JPEG")]
    [InlineData("../../etc/passwd", "text/plain", "passwd.txt")]
    [InlineData("C:\\Windows\\evil.exe", "application/octet-stream", "evil.exe")]
    [InlineData("..", "image/png", "picture.png")]
    [InlineData(null, "image/png", "picture.png")]
    [InlineData("", "application/pdf", "attachment.pdf")]
    [InlineData("a\0b.txt", "text/plain", "ab.txt")]
    [InlineData("photo\u202Egpj.exe", "application/octet-stream", "photogpj.exe")]
    [InlineData("photo.jpg.exe", "image/jpeg", "photo.jpg.exe.jpg")]
    [InlineData("photo", "image/webp", "photo.webp")]
    [InlineData("CON", "text/plain", "_CON.txt")]
    [InlineData("nul.txt", "text/plain", "_nul.txt")]
    [InlineData("com1.tar.gz", "application/gzip", "_com1.tar.gz")]
    [InlineData("a<b>:\"|?*.txt", "text/plain", "a_b______.txt")]
    [InlineData(".bashrc", "text/plain", "bashrc.txt")]
    [InlineData("name. . ", "application/x-unknown", "name")]
    [InlineData("-rf", "application/x-unknown", "_rf")]
    [InlineData("a\r\nb.txt", "text/plain", "a b.txt")]
    [InlineData("???", "application/x-unknown", "attachment")]
    public void A_file_name_is_bare_and_harmless(string? name, string type, string clean) => Assert.Equal(clean, FileName.Clean(name, type));

    [Theory]
    [InlineData("a")]
    [InlineData("é")]
    [InlineData("路")]
    [InlineData("😀")]
    [InlineData("👨‍👩‍👧")]
    public void A_long_file_name_keeps_its_extension(string letter)
    {
        var clean = FileName.Clean(string.Concat(Enumerable.Repeat(letter, 10_000)) + ".pdf", "application/pdf");
        Assert.EndsWith(".pdf", clean, StringComparison.Ordinal);
        Assert.InRange(Encoding.UTF8.GetByteCount(clean), 5, FileName.MaxBytes);
        Assert.DoesNotContain('\uFFFD', clean);
    }
}
