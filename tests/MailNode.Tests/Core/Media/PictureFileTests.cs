using System.Text;
using MailNode.Core.Media;

namespace MailNode.Tests.Core.Media;

/// <summary>Pictures lose what they tell about place and camera, and keep their pixels; broken ones are not passed on.</summary>
public sealed class PictureFileTests
{
    public static TheoryData<string> Formats() => ["jpeg", "jpeg with profile", "png", "gif", "webp", "animated webp"];

    [Theory, MemberData(nameof(Formats))]
    public void Nothing_of_place_and_camera_is_left(string format)
    {
        var original = Sample(format);
        Assert.True(Contains(original, PictureSamples.Secret));
        var picture = PictureFile.Clean(original);
        Assert.NotNull(picture);
        foreach (var word in new[] { PictureSamples.Secret, "GPS", "CANON", "Exif", "adobe", "XMP", "Photoshop", "MPF", "tIME", "tEXt", "note", "prVt" })
            Assert.False(Contains(picture.Bytes, word), word);
        Assert.Equal((40, 30), (picture.Width, picture.Height));
    }

    [Theory]
    [InlineData("jpeg", "image/jpeg")]
    [InlineData("png", "image/png")]
    [InlineData("gif", "image/gif")]
    [InlineData("webp", "image/webp")]
    public void The_type_comes_from_the_bytes(string format, string type)
    {
        Assert.Equal(type, PictureFile.Clean(Sample(format))!.Type);
        Assert.True(PictureFile.TryMeasure(Sample(format), out var measured, out var width, out var height));
        Assert.Equal((type, 40, 30), (measured, width, height));
    }

    [Theory, MemberData(nameof(Formats))]
    public void Cleaning_twice_changes_nothing(string format)
    {
        var once = PictureFile.Clean(Sample(format))!;
        Assert.Equal(once.Bytes, PictureFile.Clean(once.Bytes)!.Bytes);
    }

    [Fact]
    public void Pixels_tables_and_colours_stay()
    {
        var jpeg = PictureFile.Clean(PictureSamples.Jpeg(withProfile: true))!.Bytes;
        Assert.Equal(2, Count(jpeg, PictureSamples.JpegPixels));
        Assert.Equal(1, Count(jpeg, PictureSamples.Profile));
        Assert.Equal(1, Count(jpeg, "Adobe"u8));
        Assert.Equal(1, Count(jpeg, "JFIF\0"u8));
        var png = PictureFile.Clean(PictureSamples.Png())!.Bytes;
        Assert.Equal((1, 1, 1), (Count(png, "IDAT"u8), Count(png, "iCCPICC\0"u8), Count(png, "gAMA"u8)));
        var webp = PictureFile.Clean(PictureSamples.Webp())!.Bytes;
        Assert.Equal((1, 1), (Count(webp, PictureSamples.WebpPixels), Count(webp, PictureSamples.Profile)));
        Assert.Equal(webp.Length - 8, BitConverter.ToInt32(webp, 4));
        Assert.Equal(0x20, webp[20]);
        Assert.Equal(1, Count(PictureFile.Clean(PictureSamples.Gif())!.Bytes, [.. "NETSCAPE2.0"u8, 3, 1, 7, 0, 0]));
    }

    /// <summary>Zlib may ask for a dictionary that nobody has: then it is no profile.</summary>
    [Fact]
    public void A_profile_that_nothing_unpacks_is_left_out()
    {
        var png = PictureFile.Clean(PictureSamples.Png(profile: Convert.FromHexString("78BB0102030405060708090A")))!.Bytes;
        Assert.Equal((1, 0), (Count(png, "IDAT"u8), Count(png, "iCCP"u8)));
    }

    [Theory]
    [InlineData(1, 40, 30)]
    [InlineData(2, 40, 30)]
    [InlineData(3, 40, 30)]
    [InlineData(6, 30, 40)]
    [InlineData(8, 30, 40)]
    [InlineData(0, 40, 30)]
    [InlineData(9, 40, 30)]
    public void A_turned_picture_stays_turned(int orientation, int width, int height)
    {
        byte[][] originals = [PictureSamples.Jpeg(orientation, little: true), PictureSamples.Jpeg(orientation, little: false), PictureSamples.Png(orientation), PictureSamples.Webp(orientation)];
        foreach (var original in originals)
        {
            var picture = PictureFile.Clean(original)!;
            Assert.Equal((width, height), (picture.Width, picture.Height));
            Assert.False(Contains(picture.Bytes, "GPS"));
            Assert.Equal(picture, PictureFile.Clean(picture.Bytes)! with { Bytes = picture.Bytes });
            Assert.Equal(orientation is > 1 and < 9, Count(picture.Bytes, "MM\0*"u8) == 1);
            Assert.True(PictureFile.TryMeasure(original, out _, out var measuredWidth, out var measuredHeight));
            Assert.Equal((width, height), (measuredWidth, measuredHeight));
        }
    }

    [Theory, MemberData(nameof(Formats))]
    public void A_picture_cut_off_anywhere_is_not_passed_on(string format)
    {
        var original = Sample(format);
        var whole = PictureFile.Clean(original)!.Bytes;
        for (var length = 0; length < original.Length; length++)
        {
            // Where only what stands behind the picture is missing, it is the same picture.
            if (PictureFile.Clean(original.AsMemory(0, length)) is { } picture)
                Assert.Equal(whole, picture.Bytes);
            PictureFile.TryMeasure(original.AsMemory(0, length), out _, out _, out _);
        }

        for (var length = 0; length < whole.Length; length++)
            Assert.Null(PictureFile.Clean(whole.AsMemory(0, length)));
    }

    [Theory, MemberData(nameof(Formats))]
    public void A_picture_with_any_byte_changed_never_throws(string format)
    {
        var original = Sample(format);
        foreach (var value in new byte[] { 0x00, 0x01, 0x7F, 0x80, 0xFF })
        {
            for (var i = 0; i < original.Length; i++)
            {
                var changed = (byte[])original.Clone();
                changed[i] = value;
                PictureFile.Clean(changed);
                PictureFile.TryMeasure(changed, out _, out _, out _);
            }
        }
    }

    [Fact]
    public void Bytes_by_chance_are_no_picture()
    {
        var random = new byte[4096];
        var state = 4711u;
        foreach (var head in new byte[][] { [], [0xFF, 0xD8, 0xFF], [.. "GIF89a"u8], [0x89, .. "PNG\r\n"u8, 0x1A, 10], [.. "RIFF"u8, 0, 1, 0, 0, .. "WEBP"u8] })
        {
            for (var round = 0; round < 200; round++)
            {
                for (var i = 0; i < random.Length; i++)
                    random[i] = (byte)((state = (state * 1664525) + 1013904223) >> 24);
                head.CopyTo(random, 0);
                PictureFile.TryMeasure(random, out _, out _, out _);
                Assert.Null(PictureFile.Clean(random));
            }
        }
    }

    [Fact]
    public void What_is_not_understood_is_not_cleaned()
    {
        Assert.Null(PictureFile.Clean(Encoding.UTF8.GetBytes("<svg xmlns='http://www.w3.org/2000/svg'/>")));
        Assert.Null(PictureFile.Clean(ReadOnlyMemory<byte>.Empty));
        byte[] critical = [.. PictureSamples.Png()[..33], .. PictureSamples.Chunk("CgBI", [1, 2, 3, 4]), .. PictureSamples.Png()[33..]];
        Assert.Null(PictureFile.Clean(critical));
        var badCrc = PictureSamples.Png();
        badCrc[40]++;
        Assert.Null(PictureFile.Clean(badCrc));
        var noSize = PictureSamples.Gif();
        noSize[6] = 0;
        Assert.Null(PictureFile.Clean(noSize));
        byte[] bomb = [.. PictureSamples.Png()[..8], .. PictureSamples.Chunk("IHDR", [0, 0, 0xFF, 0xFF, 0, 0, 0xFF, 0xFF, 8, 2, 0, 0, 0]), .. PictureSamples.Png()[33..]];
        Assert.Null(PictureFile.Clean(bomb));
    }

    [Fact]
    public void Many_small_parts_are_no_work()
    {
        ThreadWork.StaysUnder(TimeSpan.FromSeconds(5), () =>
        {
            Assert.Null(PictureFile.Clean(new byte[] { 0xFF, 0xD8 }.Concat(Enumerable.Repeat((byte)0xFF, 4_000_000)).ToArray()));
            Assert.Null(PictureFile.Clean("GIF89a"u8.ToArray().Concat(new byte[] { 9, 0, 9, 0, 0, 0, 0 }).Concat(Enumerable.Repeat(new byte[] { 0x21, 0xFE, 0 }, 1_000_000).SelectMany(part => part)).ToArray()));
        });
    }

    [Theory]
    [InlineData("a.jpg", "image/jpeg")]
    [InlineData("A.JPEG", "image/jpeg")]
    [InlineData("a.b.Png", "image/png")]
    [InlineData("a.svg", "image/svg+xml")]
    [InlineData("a.pdf", "application/pdf")]
    [InlineData("jpg", "application/octet-stream")]
    [InlineData("a.", "application/octet-stream")]
    [InlineData("", "application/octet-stream")]
    [InlineData("a.exe", "application/octet-stream")]
    public void A_file_name_tells_its_type(string name, string type) => Assert.Equal(type, MediaType.FromFileName(name));

    [Theory]
    [InlineData("image/jpeg", true)]
    [InlineData("IMAGE/PNG; name=x", true)]
    [InlineData("image/gif", true)]
    [InlineData("image/webp", true)]
    [InlineData("image/svg+xml", false)]
    [InlineData("image/tiff", false)]
    [InlineData("text/html", false)]
    [InlineData("", false)]
    public void Only_simple_pictures_stand_inline(string type, bool inline) => Assert.Equal(inline, MediaType.IsInlinePicture(type));

    private static byte[] Sample(string format) => format switch
    {
        "jpeg" => PictureSamples.Jpeg(),
        "jpeg with profile" => PictureSamples.Jpeg(withProfile: true),
        "png" => PictureSamples.Png(),
        "gif" => PictureSamples.Gif(),
        "webp" => PictureSamples.Webp(),
        _ => PictureSamples.AnimatedWebp(),
    };

    private static bool Contains(byte[] bytes, string word) => bytes.AsSpan().IndexOf(Encoding.ASCII.GetBytes(word)) >= 0;

    private static int Count(byte[] bytes, ReadOnlySpan<byte> part)
    {
        var count = 0;
        for (var rest = bytes.AsSpan(); rest.IndexOf(part) is >= 0 and var at; rest = rest[(at + 1)..])
            count++;
        return count;
    }
}
